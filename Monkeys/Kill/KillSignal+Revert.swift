internal import Host
package import MonkeyKit

extension KillSignal {
    /// Continues what the signal stopped, then gives the supervisor what is left of its time, then starts the unit.
    package func revert(_ context: EffectContext) async throws -> Reverted {
        guard isSameBoot(context) else { return .nothingToDo }
        var continued = 0
        for victim in stopped(context) {
            // Held, so that nobody else is continued; nil or false: gone meanwhile.
            if try context.host.processes.hold(victim.process)?.signal(SignalName.continue.number) == true {
                continued += 1
            }
        }
        let resumed: Reverted = continued > 0 ? .undone : .nothingToDo
        guard let unit else { return resumed }
        switch try await settled(unit, context) {
        case .untouched:
            return resumed
        case .back:
            return try await startBound(unit, context) ?? resumed
        case .taken(let what, let mend):
            return .foreign(what, person: mend)
        case .underway(let state):
            return try await start(unit, was: state, context)
        case .down(let cause):
            return try await start(unit, was: cause, context)
        }
    }

    /// Where the unit is once things have had their time: at once, unless systemd is at work, or a process that was
    /// asked to end may still be about to. Whether it was asked, another process than the keeper cannot know; it waits.
    private func settled(_ unit: UnitBefore, _ context: EffectContext) async throws -> UnitStanding {
        let strike = strike(context)
        let isRefused = strike?.struck.isEmpty ?? false
        let mayYetEnd = consequence == .asked && !isRefused && victims.contains { $0.process.pid == unit.mainPID }
        let isSettled: @Sendable (UnitStanding) -> Bool = { standing in
            switch standing {
            case .underway: false
            case .untouched: !mayYetEnd
            case .back, .down, .taken: true
            }
        }
        let now = try await standing(of: unit, context)
        if isSettled(now) { return now }
        let clock = context.host.clock
        // The keeper knows when it struck; another process gives the supervisor all of the time.
        let end = (strike?.at ?? clock.now).advanced(by: recoverWithin.duration)
        let left = max(.zero, clock.now.duration(to: end))
        let facts = try await context.host.units.wait(for: unit.name, within: left) {
            isSettled(standing(of: unit, $0, context))
        }
        if let facts { return standing(of: unit, facts, context) }
        return try await standing(of: unit, context)
    }

    private func start(_ unit: UnitBefore, was cause: String, _ context: EffectContext) async throws -> Reverted {
        let units = context.host.units
        let facts = try await units.facts(of: unit.name)
        // Also forgets how often it was started lately, so that the start limit does not refuse this one.
        let wasFailed = facts?.activeState == "failed"
        if wasFailed { try await units.resetFailed(unit.name) }
        // Within the wait of `RestartSec=` a start would wait, too; a restart cuts the wait short.
        let isWaiting = facts?.subState == "auto-restart"
        let result = isWaiting ? try await units.restart(unit.name) : try await units.start(unit.name)
        guard result == .done else {
            throw HostError(
                operation: "start", subject: unit.name, cause: "its start job ended as \(result.rawValue)",
                mend: "read journalctl -u \(unit.name), then systemctl start \(unit.name)")
        }
        _ = try await startBound(unit, context)
        let limited = facts?.result == "start-limit-hit" ? "reset its start limit and " : ""
        return .undoneWith("\(limited)started \(unit.name), which had not come back by itself (\(cause))")
    }

    private func startBound(_ unit: UnitBefore, _ context: EffectContext) async throws -> Reverted? {
        let down = try await boundDown(unit, context)
        for name in down {
            let result = try await context.host.units.start(name)
            guard result == .done else {
                throw HostError(
                    operation: "start", subject: name, cause: "its start job ended as \(result.rawValue)",
                    mend: "read journalctl -u \(name), then systemctl start \(name)")
            }
        }
        guard !down.isEmpty else { return nil }
        return .undoneWith("started \(down.joined(separator: ", ")), which had gone down with \(unit.name)")
    }
}
