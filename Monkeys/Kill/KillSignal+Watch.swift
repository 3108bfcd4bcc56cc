internal import Host
package import MonkeyKit

extension KillSignal {
    /// Watches until the victims are back, at the latest `recoverWithin` after the strike, and says what it saw. Returning
    /// ends the attack; what is not back by then the rollback brings back.
    package func hold(
        _ context: EffectContext, report: @escaping @Sendable (Measurement) async -> Void
    ) async throws {
        guard let strike = strike(context) else { return }
        let watch = Watch(effect: self, context: context, strike: strike, report: report)
        switch consequence {
        case .stops: try await watch.untilAllGoOn()
        case .handled, .ignored: try await watch.unit(within: min(recoverWithin, .seconds(1)))
        case .ends, .asked:
            try await watch.unit(within: recoverWithin)
            try await watch.ends()
        }
    }
}

/// The watch over one strike.
struct Watch {
    let effect: KillSignal
    let context: EffectContext
    let strike: Strike
    let report: @Sendable (Measurement) async -> Void

    private var clock: BootClock { context.host.clock }
    /// Seconds since the strike.
    private var elapsed: Double { strike.at.duration(to: clock.now).inSeconds }

    private func left(of limit: MonkeyKit.Span) -> Duration {
        max(.zero, clock.now.duration(to: strike.at.advanced(by: limit.duration)))
    }

    // MARK: Stopped processes

    /// Stays while one of the victims is stopped: the attack lasts its duration, unless somebody ends it.
    func untilAllGoOn() async throws {
        await report(
            Measurement(
                "stopped", Double(effect.stopped(context).count), unit: "", asked: Double(effect.victims.count)))
        while !effect.stopped(context).isEmpty {
            try await clock.sleep(until: clock.now.advanced(by: .milliseconds(250)))
        }
    }

    // MARK: The unit

    /// Waits for the return of the unit, then for its ports and its probe.
    func unit(within limit: MonkeyKit.Span) async throws {
        guard let unit = effect.unit else { return }
        let effect = effect
        let context = context
        // Down is not the end of the wait: a socket, a timer or a supervisor of somebody's own may bring it back yet.
        let facts = try await context.host.units.wait(for: unit.name, within: left(of: limit)) { facts in
            switch effect.standing(of: unit, facts, context) {
            case .back, .taken: true
            case .untouched, .underway, .down: false
            }
        }
        let after = elapsed
        let now: UnitFacts?
        if let facts { now = facts } else { now = try await context.host.units.facts(of: unit.name) }
        let restarts = max(0, (now?.restarts ?? 0) - unit.restarts)
        await report(Measurement("restarts", Double(restarts), unit: "", note: unit.name))
        switch effect.standing(of: unit, now, context) {
        case .back:
            let note = "\(unit.name): \(Self.supervision(unit, now, restarts: restarts))"
            await report(Measurement("recovery", after, unit: "s", note: note))
            try await answers(within: limit)
        case .untouched:
            await report(Measurement("recovery", 0, unit: "s", note: "\(unit.name) ran on: the same main process"))
            try await answers(within: limit)
        case .underway(let state):
            await unrecovered(after, "\(unit.name): systemd is still at it (\(state))")
        case .down(let cause):
            await unrecovered(after, "\(unit.name): \(cause); the rollback starts it")
        case .taken(let what, _):
            await unrecovered(after, "\(what); left as it is")
        }
    }

    private func unrecovered(_ after: Double, _ note: String) async {
        await report(Measurement("down", after, unit: "s", note: note))
    }

    /// What the supervisor did, in one clause.
    static func supervision(_ unit: UnitBefore, _ now: UnitFacts?, restarts: Int) -> String {
        guard let now else { return "gone" }
        if restarts > 0 { return "systemd restarted it, Restart=\(unit.restart)" }
        if now.invocationID == unit.invocationID { return "it replaced its main process itself" }
        let triggers = now.triggeredBy
        return triggers.isEmpty
            ? "somebody started it" : "started by \(triggers.joined(separator: " or ")) or by somebody"
    }

    // MARK: What it serves

    private func answers(within limit: MonkeyKit.Span) async throws {
        for port in effect.ports {
            let seconds = try await answer(within: limit) { try await port.connects(context.host) }
            await report(seconds, name: "port", what: "\(port)")
        }
        if let probe = effect.probe {
            let seconds = try await answer(within: limit) { try await probe.answers(context.host) }
            await report(seconds, name: "probe", what: probe.notation)
        }
    }

    private func report(_ seconds: Double?, name: String, what: String) async {
        if let seconds {
            await report(Measurement(name, seconds, unit: "s", note: "\(what) answers"))
        } else {
            await report(Measurement("\(name) silent", elapsed, unit: "s", note: "\(what) does not answer"))
        }
    }

    /// Seconds from the strike to the first answer; nil if there was none in time.
    private func answer(within limit: MonkeyKit.Span, _ ask: () async throws -> Bool) async throws -> Double? {
        while true {
            if try await ask() { return elapsed }
            let next = clock.now.advanced(by: .milliseconds(50))
            guard next < strike.at.advanced(by: limit.duration) else { return nil }
            try await clock.sleep(until: next)
        }
    }

    // MARK: The victims

    /// How many of the victims ended; a process that catches the signal may ignore it.
    func ends() async throws {
        if effect.unit == nil { try await waitForExits() }
        let alive = strike.struck.filter { !$0.hasExited }.map { "process \($0.identity.pid)" }
        let note =
            alive.isEmpty
            ? nil : "\(alive.joined(separator: ", ")) did not heed \(effect.signal.title)"
        await report(
            Measurement(
                "ended", Double(strike.struck.count - alive.count), unit: "", asked: Double(effect.victims.count),
                note: note))
    }

    private func waitForExits() async throws {
        let struck = strike.struck
        let deadline = strike.at.advanced(by: effect.recoverWithin.duration)
        let clock = clock
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for process in struck { try await process.waitForExit() } }
            group.addTask { try await clock.sleep(until: deadline) }
            defer { group.cancelAll() }
            try await group.next()
        }
        if struck.allSatisfy(\.hasExited) {
            await report(Measurement("end", elapsed, unit: "s", note: "no supervisor; not replaced"))
        }
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
