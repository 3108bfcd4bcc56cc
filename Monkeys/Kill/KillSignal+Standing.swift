internal import Host
package import MonkeyKit

extension KillSignal {
    /// `applied` from the strike until the victims' unit is active again, or until stopped processes run again.
    ///
    /// The end of a process without a supervisor cannot be taken back, and the policy has said so beforehand: nothing
    /// stands that an undo could remove, so it is `absent`.
    package func inspect(_ context: EffectContext) async throws -> Standing {
        guard isSameBoot(context) else { return .absent }
        if !stopped(context).isEmpty { return .applied }
        guard let unit else { return .absent }
        switch try await standing(of: unit, context) {
        case .untouched: return .absent
        case .back: return try await boundDown(unit, context).isEmpty ? .absent : .applied
        case .underway, .down: return .applied
        case .taken(let what, _): return .foreign(what)
        }
    }

    /// The victims that this signal has stopped and that still are.
    func stopped(_ context: EffectContext) -> [Victim] {
        guard consequence == .stops else { return [] }
        return victims.filter { !$0.wasStopped && context.host.processes.isStopped($0.process) }
    }

    func standing(of unit: UnitBefore, _ context: EffectContext) async throws -> UnitStanding {
        let facts = try await context.host.units.facts(of: unit.name)
        return standing(of: unit, facts, context)
    }

    func standing(of unit: UnitBefore, _ facts: UnitFacts?, _ context: EffectContext) -> UnitStanding {
        unit.standing(
            now: facts, mainIsAlive: mainIsAlive(unit, context), consequence: consequence,
            mayEndCleanly: mayEndCleanly(unit), sameBoot: isSameBoot(context))
    }

    private func mayEndCleanly(_ unit: UnitBefore) -> Bool {
        RestartRule.causes(of: signal, consequence, isOneshot: unit.isOneshot).contains { cause in
            (cause == .cleanExit || cause == .cleanSignal) && !(unit.rule?.covers(cause) ?? false)
        }
    }

    /// A main process that was no victim counts as alive: what became of it is not our doing.
    private func mainIsAlive(_ unit: UnitBefore, _ context: EffectContext) -> Bool {
        guard let main = victims.first(where: { $0.process.pid == unit.mainPID }) else { return true }
        return context.host.processes.isAlive(main.process)
    }

    /// Units that were active, went down with ours because they are bound to it, and stay down though it is back.
    /// systemd stops them by a job of its own when ours fails, so the order of times says nothing about them.
    func boundDown(_ unit: UnitBefore, _ context: EffectContext) async throws -> [String] {
        var down: [String] = []
        for name in unit.bound {
            guard let facts = try await context.host.units.facts(of: name), facts.loadState != "masked" else {
                continue
            }
            if facts.activeState == "inactive" || facts.activeState == "failed" { down.append(name) }
        }
        return down
    }
}
