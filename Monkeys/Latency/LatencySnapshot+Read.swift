internal import Host
internal import MonkeyKit

extension LatencySnapshot {
    /// Reads as little as the wish needs; changes nothing.
    static func read(for wish: LatencyWish, on host: Host) async throws -> LatencySnapshot {
        var snapshot = LatencySnapshot()
        snapshot.links = try await host.network.links()
        for link in snapshot.links {
            let folder = "/sys/class/net/\(link.name)"
            if linkTarget(folder + "/master") != nil { snapshot.enslaved.insert(link.name) }
            // The file cannot be read where the driver does not know.
            if let text = try? readText(folder + "/speed"), let megabits = Double(text.filter { !$0.isWhitespace }),
                megabits > 0
            {
                snapshot.speeds[link.name] = megabits * 1e6
            }
        }
        try await snapshot.readRoutes(for: wish, on: host)
        try snapshot.readProcesses(for: wish, on: host)
        snapshot.hasIPv6 = (try? Directory("/proc/sys/net/ipv6")) != nil
        snapshot.ifbIsLoaded = host.kernel.module("ifb") == .present
        let modules = LatencyPlan.modules(for: wish)
        snapshot.missingModules = Set(modules.filter { host.kernel.module($0) == .missing })
        if wish.needsMark {
            snapshot.markTables = try await host.network.nftTables().count { $0.name.hasPrefix("monkey_") }
        }
        snapshot.qdiscs = try await host.network.qdiscs()
        for interface in try LatencyPlan.interfaces(for: wish, in: snapshot).map(\.link.name)
        where snapshot.hasEnds(interface) {
            for hook in Filter.Hook.allCases {
                let end = End(interface: interface, hook: hook)
                snapshot.filters[end] = try await .read(interface, hook, on: host)
            }
        }
        return snapshot
    }

    private func hasEnds(_ interface: String) -> Bool {
        qdiscs.contains { $0.device == interface && ["clsact", "ingress"].contains($0.kind) }
    }

    private mutating func readRoutes(for wish: LatencyWish, on host: Host) async throws {
        if let peer = wish.peer {
            for text in peer.isNetwork ? [peer.host] : try host.sockets.resolve(peer.host) {
                guard let address = PeerAddress(text) else { continue }
                // No route in one family is no reason against the other.
                routes[address] = try? await host.network.interface(towards: address.bare)
            }
        } else if wish.interface == nil, wish.subject == .interfaces([]) {
            // Addresses set aside for examples (RFC 5737, RFC 3849): only the default route leads there.
            defaultInterface = try? await host.network.interface(towards: "192.0.2.1")
            if defaultInterface == nil { defaultInterface = try? await host.network.interface(towards: "2001:db8::1") }
        }
    }

    private mutating func readProcesses(for wish: LatencyWish, on host: Host) throws {
        let processes = try host.processes.all()
        if wish.sparesSSH { ssh = try SSHEnds(processes, on: host) }
        switch wish.subject {
        case .interfaces: break
        case .units(let units): cgroups = try units.map { try Self.cgroup(of: $0, among: processes) }
        case .processes(let victims):
            cgroups = try Self.cgroups(of: victims, among: processes) { host.cgroups.processes(in: $0) }
        }
    }

    /// The cgroup of the unit itself: its processes may be in cgroups below.
    static func cgroup(of unit: String, among processes: [ProcessFacts]) throws -> String {
        for case let path? in processes.filter({ $0.unit == unit }).map(\.cgroup) {
            let parts = path.split(separator: "/")
            guard let place = parts.firstIndex(of: Substring(unit)) else { continue }
            return "/" + parts[...place].joined(separator: "/")
        }
        throw Refusal("latency for \(escaped(unit)): none of its processes runs", remedy: "start it first")
    }

    /// A rule sees cgroups, not processes: everybody in the cgroup must be a victim.
    static func cgroups(
        of victims: [ProcessIdentity], among processes: [ProcessFacts], inside: (String) -> [Int32]
    ) throws -> [String] {
        let pids = Set(victims.map(\.pid))
        var found: Set<String> = []
        for victim in victims {
            guard let path = processes.first(where: { $0.identity == victim })?.cgroup, path != "/" else {
                throw Refusal(
                    "latency for process \(victim.pid): it has no cgroup of its own, or is gone",
                    remedy: "start it with `systemd-run --scope`, or name its --unit")
            }
            guard Set(inside(path)).isSubset(of: pids) else {
                throw Refusal(
                    "latency for process \(victim.pid): others share its cgroup \(escaped(path)) and would be delayed too",
                    remedy: "name the --unit, or start the process with `systemd-run --scope`")
            }
            found.insert(path)
        }
        return found.sorted()
    }
}

extension SSHEnds {
    init(_ processes: [ProcessFacts], on host: Host) throws {
        let servers = processes.filter { $0.name.hasPrefix("sshd") }.map(\.identity.pid)
        let clients = processes.filter { $0.name == "ssh" || $0.name == "autossh" }.map(\.identity.pid)
        ports.formUnion(try host.sockets.listening(by: servers).map(\.port))
        // A session may outlive the port it came in by. What sshd forwards has a high port of its own at this end.
        let local = try host.sockets.established(by: servers).map(\.local.port)
        ports.formUnion(local.filter { $0 < 32768 })
        self.servers = Set(try host.sockets.established(by: clients).map(\.remote))
    }
}
