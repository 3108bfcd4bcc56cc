internal import Host
internal import MonkeyKit

/// What packets are hit: a peer, a mark, or all.
struct PacketMatch: Sendable {
    let peer: Peer?
    var mark: UInt32?
}

/// The filters of one interface: what is spared first, then what is redirected.
struct RedirectPlanner {
    let wish: LatencyWish
    let snapshot: LatencySnapshot
    let place: LatencyPlan.Place
    let match: PacketMatch

    private var name: String { place.link.name }
    private var foreign: [FilterListing.Entry] {
        snapshot.filters.filter { $0.key.interface == name }.flatMap(\.value.entries)
    }

    func redirect() throws -> Redirect {
        let ends = snapshot.qdiscs.filter { $0.device == name && ["clsact", "ingress"].contains($0.kind) }
        if ends.contains(where: { $0.kind == "ingress" }), wish.direction != .ingress {
            throw Refusal(
                "latency on \(name): somebody's ingress qdisc stands where clsact would have to be",
                remedy: "use --direction ingress, or replace that qdisc by clsact, which holds the same filters")
        }
        return Redirect(
            owner: wish.attack, interface: name, index: place.link.index, makesClsact: ends.isEmpty,
            filters: try filters(), subject: subject)
    }

    var notes: [String] {
        guard let last = foreign.map(\.preference).max() else { return [] }
        return [
            "\(name) has \(foreign.count) filters of somebody else, up to pref \(last); packets whose way they end are "
                + "not delayed"
        ]
    }

    private var subject: String {
        var words = wish.needsMark ? "marked traffic" : "traffic"
        if wish.direction != .egress { words += wish.direction == .ingress ? " received" : " sent and received" }
        if let peer = wish.peer { words += " with \(escaped(peer.host))" + (peer.port.map { " port \($0)" } ?? "") }
        return words
    }

    /// Behind all filters of others, four preferences: spared and redirected, each for IPv4 and IPv6. The two ends of
    /// a clsact share the tables of u32 (net/sched/cls_u32.c, `tc_u_common`): others at either end count.
    private func preferences() throws -> Int {
        let first = max(60_000, (foreign.map(\.preference).max() ?? 0) + 1)
        guard first + 3 <= 65_535 else {
            throw Refusal(
                "latency on \(name): somebody's filter at pref \(first - 1) leaves no room behind it",
                remedy: "move that filter to a lower pref")
        }
        return first
    }

    private func filters() throws -> [TrafficFilter] {
        let first = try preferences()
        var filters: [TrafficFilter] = []
        for hook in wish.direction.hooks {
            for (offset, family) in TrafficFilter.Family.allCases.enumerated() {
                let redirected = redirects(family, hook)
                guard !redirected.isEmpty else { continue }
                for (number, words) in spared(family, hook).enumerated() {
                    filters.append(
                        TrafficFilter(
                            hook: hook, family: family, preference: first + offset,
                            handle: "0x" + String(number + 1, radix: 16), classifier: "flower", match: words,
                            action: .pass))
                }
                for (number, words) in redirected.enumerated() {
                    let digits = String(number + 1, radix: 16)
                    filters.append(
                        TrafficFilter(
                            hook: hook, family: family, preference: first + 2 + offset,
                            handle: match.mark == nil ? "0x" + digits : "::" + digits,
                            classifier: match.mark == nil ? "flower" : "u32", match: words, action: .redirect))
                }
            }
        }
        return filters
    }

    /// What is let pass, in flower's words. On the loopback this host is both ends, so a port may be at either.
    private func spared(_ family: TrafficFilter.Family, _ hook: Filter.Hook) -> [[String]] {
        var spared: [[String]] = []
        if wish.sparesSSH {
            let near = hook == .egress ? "src" : "dst"
            let far = hook == .egress ? "dst" : "src"
            for port in snapshot.ssh.ports.sorted() {
                for end in place.link.isLoopback ? [near, far] : [near] {
                    spared.append(["ip_proto", "tcp", "\(end)_port", String(port)])
                }
            }
            let servers = snapshot.ssh.servers.filter { $0.isIPv6 == (family == .ipv6) }
            for server in servers.sorted(by: { ($0.address, $0.port) < ($1.address, $1.port) }) {
                spared.append(
                    ["ip_proto", "tcp", "\(far)_ip", server.address, "\(far)_port", String(server.port)])
            }
        }
        // Router and neighbour solicitation and advertisement, redirect (RFC 4861).
        if wish.sparesNeighbourDiscovery, family == .ipv6 {
            spared += (133...137).map { ["ip_proto", "icmpv6", "type", String($0)] }
        }
        return spared
    }

    /// What is redirected, in the words of the classifier.
    private func redirects(_ family: TrafficFilter.Family, _ hook: Filter.Hook) -> [[String]] {
        let addresses = place.addresses.filter { $0.family == family }
        guard place.addresses.isEmpty || !addresses.isEmpty else { return [] }
        if let mark = match.mark {
            let hexadecimal = "0x" + String(mark, radix: 16)
            let marked = ["match", "mark", hexadecimal, hexadecimal]
            let word = family == .ip ? "ip" : "ip6"
            let narrowed = addresses.isEmpty ? [marked] : addresses.map { marked + ["match", word, "dst", $0.text] }
            guard let port = match.peer?.port else { return narrowed }
            // u32 finds the port where the header ends if it has no options, which is how hosts send.
            return narrowed.map { $0 + ["match", word, "dport", String(port), "0xffff"] }
        }
        let far = hook == .egress ? "dst" : "src"
        let narrowed = addresses.isEmpty ? [[]] : addresses.map { ["\(far)_ip", $0.text] }
        guard let port = match.peer?.port else { return narrowed }
        return narrowed.flatMap { words in
            ["tcp", "udp"].map { words + ["ip_proto", $0, "\(far)_port", String(port)] }
        }
    }
}
