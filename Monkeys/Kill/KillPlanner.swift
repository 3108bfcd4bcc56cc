internal import Host
internal import MonkeyKit

/// Reads what one target is now, refuses what could not be taken back, and says what to expect.
struct KillPlanner {
    let request: PlanRequest
    let host: Host

    var signal: SignalName { request.options[KillOptions.signal] ?? .kill }
    private var hitsAll: Bool { request.options[KillOptions.all] ?? false }
    private var mayNotComeBack: Bool { request.options[KillOptions.irreversible] ?? false }

    func plan(_ target: Target) async throws -> (KillSignal, notes: [String]) {
        switch target {
        case .unit(let name): return try await plan(unit: name)
        case .process(let process, let name): return try await plan(process: process, name: name)
        case .interface, .filesystem, .host:
            throw Refusal(
                "kill on \(target): only units and processes take signals", remedy: "choose a unit or a process")
        }
    }

    // MARK: A unit

    private func plan(unit name: String) async throws -> (KillSignal, notes: [String]) {
        let facts = try await activeService(name)
        let pids = hitsAll ? host.cgroups.processes(in: facts.controlGroup) : facts.mainPID.map { [$0] } ?? []
        guard !pids.isEmpty else {
            let without = hitsAll ? "runs no process" : "has no main process"
            throw Refusal(
                "kill on \(name): it \(without)",
                remedy: hitsAll ? "choose another unit" : "try --all for all processes")
        }
        let victims = try pids.compactMap { try victim(pid: $0) }
        let everyone = hitsAll ? pids : host.cgroups.processes(in: facts.controlGroup)
        let consequence = consequence(of: victims)
        let before = UnitBefore(facts, bound: try await active(facts.boundBy))
        let notes = UnitNotes(facts: facts, before: before, signal: signal, consequence: consequence)
        if consequence.isEnd, let obstacle = notes.obstacle, !mayNotComeBack {
            throw Refusal(
                "\(signal.title) to \(name): \(obstacle), so nothing could bring it back",
                remedy: "the policy can allow it with kill: { irreversible: true }")
        }
        let effect = try effect(victims, consequence, unit: before, listeners: everyone.isEmpty ? pids : everyone)
        return (effect, notes.lines + effect.notes)
    }

    private func activeService(_ name: String) async throws -> UnitFacts {
        guard Units.isSystemdPID1 else {
            throw Refusal("kill on \(name): this host does not run systemd", remedy: "choose a process with --pid")
        }
        guard name.hasSuffix(".service") else {
            throw Refusal("kill on \(name): only services have a main process", remedy: "choose a .service, or --pid")
        }
        guard let facts = try await host.units.facts(of: name) else {
            throw Refusal("kill on \(name): there is no such unit", remedy: "see systemctl list-units")
        }
        guard facts.isActive else {
            throw Refusal("kill on \(name): it is \(facts.activeState), not active", remedy: "start it first")
        }
        return facts
    }

    private func active(_ names: [String]) async throws -> [String] {
        var found: [String] = []
        for name in names where name.hasSuffix(".service") {
            if try await host.units.facts(of: name)?.isActive == true { found.append(name) }
        }
        return found.sorted()
    }

    // MARK: A process

    private func plan(process: ProcessIdentity, name: String) async throws -> (KillSignal, notes: [String]) {
        guard let victim = try victim(pid: process.pid), victim.process == process else {
            throw Refusal("kill on process \(process.pid) (\(escaped(name))): it is gone", remedy: "choose another one")
        }
        let supervisor = try await supervisor(of: process)
        let consequence = consequence(of: [victim])
        guard let supervisor else {
            if consequence.isEnd, !mayNotComeBack {
                throw Refusal(
                    "\(signal.title) to process \(victim): it belongs to no unit, so nothing would start it again",
                    remedy: "run it as a service, or allow it in the policy with kill: { irreversible: true }")
            }
            let effect = try effect([victim], consequence, unit: nil, listeners: [process.pid])
            let note = consequence.isEnd ? ["process \(victim) belongs to no unit: its end cannot be taken back"] : []
            return (effect, note + effect.notes)
        }
        let before = UnitBefore(supervisor, bound: try await active(supervisor.boundBy))
        let effect = try effect([victim], consequence, unit: before, listeners: [process.pid])
        guard before.mainPID == process.pid else {
            let text =
                "process \(victim) is not the main process of \(before.name): whether it is replaced is up to that one"
            return (effect, (consequence.isEnd ? [text] : []) + effect.notes)
        }
        let notes = UnitNotes(facts: supervisor, before: before, signal: signal, consequence: consequence)
        if consequence.isEnd, let obstacle = notes.obstacle, !mayNotComeBack {
            throw Refusal(
                "\(signal.title) to process \(victim): \(obstacle), so nothing could bring it back",
                remedy: "the policy can allow it with kill: { irreversible: true }")
        }
        return (effect, notes.lines + effect.notes)
    }

    /// The active service of the system manager that the process belongs to. A user's own manager
    /// (`user@1000.service`) is no supervisor of what runs below it.
    private func supervisor(of process: ProcessIdentity) async throws -> UnitFacts? {
        guard Units.isSystemdPID1, let unit = try host.processes.facts(of: process.pid)?.unit,
            unit.hasSuffix(".service"), !unit.hasPrefix("user@")
        else { return nil }
        guard let facts = try await host.units.facts(of: unit), facts.isActive else { return nil }
        return facts
    }

    // MARK: Both

    /// Nil when there is no process with this number any more.
    private func victim(pid: Int32) throws -> Victim? {
        guard let facts = try host.processes.facts(of: pid) else { return nil }
        let victim = Victim(
            process: facts.identity, name: facts.name, wasStopped: facts.state == "T" || facts.state == "t")
        try LastGuard(host).check(victim, signal: signal)
        return victim
    }

    /// The gravest of what the signal does to any of them.
    private func consequence(of victims: [Victim]) -> Consequence {
        let each = victims.map { host.processes.signalMasks(of: $0.process)?.consequence(of: signal) ?? .ignored }
        return [.stops, .ends, .asked, .handled].first(where: each.contains) ?? .ignored
    }

    private func effect(
        _ victims: [Victim], _ consequence: Consequence, unit: UnitBefore?, listeners: [Int32]
    ) throws -> KillSignal {
        let ports: [SocketAddress]
        if let port = request.options[KillOptions.port], let number = UInt16(exactly: port) {
            let own = try host.sockets.listening(by: listeners).filter { $0.port == number }
            ports = own.isEmpty ? [SocketAddress(address: "127.0.0.1", port: number, isIPv6: false)] : own
        } else if unit != nil, consequence != .stops {
            ports = try host.sockets.listening(by: listeners)
        } else {
            ports = []
        }
        var seen: Set<SocketAddress> = []
        return KillSignal(
            signal: signal, victims: victims, consequence: consequence, unit: unit,
            ports: ports.map(\.reachable).filter { seen.insert($0).inserted },
            probe: request.options[KillOptions.probe],
            recoverWithin: request.options[KillOptions.recoverWithin] ?? .seconds(30), bootID: host.clock.bootID)
    }
}

extension KillSignal {
    /// What the signal will do to the victims, where that is not their end.
    var notes: [String] {
        switch consequence {
        case .ends: []
        case .asked: ["\(signal.title) is caught: it asks the process to end, which may take its time or ignore it"]
        case .stops: ["\(signal.title) stops the process until the rollback continues it"]
        case .handled: ["\(signal.title) does not end the process; there is nothing to undo"]
        case .ignored: ["\(signal.title) is ignored or blocked there; it will do nothing"]
        }
    }
}
