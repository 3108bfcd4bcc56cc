internal import Glibc
package import Host
package import MonkeyKit
package import Trail

/// The process that holds one attack until it ends: `monkey keep ID`.
package struct Keeper: Sendable {
    private let troop: Troop
    private let attack: AttackID
    /// The guardian that started it, where there is no systemd: its death ends the attack.
    private let guardian: ProcessIdentity?

    package init(_ troop: Troop, attack: AttackID, guardian: ProcessIdentity?) {
        self.troop = troop
        self.attack = attack
        self.guardian = guardian
    }

    /// Why the hold ended, and how the attack ends by it.
    private struct Cause: Sendable {
        let outcome: Ending.Outcome
        let cause: RollbackCause

        static let deadline = Cause(outcome: .done, cause: RollbackCause(.deadline))
        static let settled = Cause(outcome: .done, cause: RollbackCause(.settled))
        static func stopped(_ kind: RollbackCause.Kind, _ text: String) -> Cause {
            Cause(outcome: .aborted, cause: RollbackCause(kind, text))
        }
        static func failed(_ text: String) -> Cause { Cause(outcome: .failed, cause: RollbackCause(.failed, text)) }
    }

    /// From the record to the end of the rollback. `signals` must have been blocked in the whole process before.
    package func run(signals: SignalWatch) async throws -> Ending {
        let lock = AttackLock(attack, in: troop.paths)
        guard let held = try lock.take(.keeper, as: troop.host.processes.identity(of: ownPID)) else {
            throw HostError(
                operation: "keep", subject: "attack \(attack)", cause: "another keeper holds it", mend: nil)
        }
        defer { withExtendedLifetime(held) {} }
        guard let intent = try troop.trail.open().first(where: { $0.intent.attack == attack })?.intent else {
            throw HostError(
                operation: "keep", subject: "attack \(attack)", cause: "it is not open in the trail", mend: nil)
        }
        let grip = Grip()
        let cause = await strike(intent, grip: grip, signals: signals)
        Notify.stopping()
        return try await troop.rollBack(intent, grip: grip, as: cause.outcome, because: cause.cause)
    }

    /// The last questions before harm, the harm, and the hold.
    private func strike(_ intent: Intent, grip: Grip, signals: SignalWatch) async -> Cause {
        if intent.boot != troop.host.clock.bootID { return .stopped(.recover, "the host was restarted") }
        if troop.host.clock.now.nanoseconds >= intent.deadline {
            return .stopped(.deadline, "its time was over before it began")
        }
        let context = EffectContext(host: troop.host, attack: attack, grip: grip)
        do {
            let effects = try intent.plan.map(troop.registry.effect)
            // Nothing stands between this question and the first change.
            if let why = troop.halted() { return .stopped(.halt, why) }
            var steps: [Step] = []
            for (index, effect) in effects.enumerated() {
                do {
                    try await effect.apply(context)
                } catch {
                    steps.append(Step(index, .failed, "\(error)"))
                    try troop.trail.append(steps.map { .step(attack, $0) })
                    return .failed("\(effect.summary): \(error)")
                }
                steps.append(Step(index, .applied, effect.summary))
            }
            let elapsed = troop.host.clock.now.nanoseconds &- intent.startedAt
            try troop.trail.append(
                steps.map { .step(attack, $0) } + [.active(attack, Activation(nanoseconds: elapsed))])
            Notify.ready(
                status: "\(intent.monkey) on \(intent.decision.targets.map(\.description).joined(separator: ", "))")
            let cause = await hold(effects, intent: intent, context: context, signals: signals)
            await measure(effects, context: context)
            return cause
        } catch {
            return .failed("\(error)")
        }
    }

    /// Waits for whatever comes first: the deadline, every effect settled, a signal, the end of who watches over it.
    private func hold(
        _ effects: [any Effect], intent: Intent, context: EffectContext, signals: SignalWatch
    ) async -> Cause {
        let troop = troop
        let attack = attack
        return await withTaskGroup(of: Cause?.self) { group in
            group.addTask {
                try? await troop.host.clock.sleep(until: .init(nanoseconds: intent.deadline))
                return Task.isCancelled ? nil : .deadline
            }
            group.addTask {
                guard let event = try? await signals.next() else { return nil }
                return .stopped(.signal, signalName(event.signal))
            }
            if let follower = intent.follower {
                group.addTask {
                    await self.death(of: follower, means: .stopped(.follower, "the command that started it has ended"))
                }
            }
            if let guardian {
                group.addTask { await self.death(of: guardian, means: .stopped(.recover, "its guardian has died")) }
            }
            group.addTask {
                let cause = await Self.upkeep(effects, context: context) { measurement in
                    // A measurement that cannot be written must not end the attack: its rollback will be recorded.
                    _ = try? troop.trail.append([.measured(attack, measurement)])
                }
                return cause ?? (intent.end == .settled && !Task.isCancelled ? .settled : nil)
            }
            var cause: Cause?
            for await result in group {
                if let result {
                    cause = result
                    break
                }
            }
            group.cancelAll()
            return cause ?? .deadline
        }
    }

    /// Runs every effect's `hold`. An effect whose upkeep fails ends the attack.
    private static func upkeep(
        _ effects: [any Effect], context: EffectContext, report: @escaping @Sendable (Measurement) async -> Void
    ) async -> Cause? {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for effect in effects {
                    group.addTask { try await effect.hold(context, report: report) }
                }
                try await group.waitForAll()
            }
            return nil
        } catch is CancellationError {
            return nil
        } catch {
            return .failed("\(error)")
        }
    }

    private func death(of identity: ProcessIdentity, means cause: Cause) async -> Cause? {
        do {
            if let handle = try troop.host.processes.hold(identity) { try await handle.waitForExit() }
            return cause
        } catch {
            return nil
        }
    }

    private func measure(_ effects: [any Effect], context: EffectContext) async {
        for effect in effects {
            guard let measurements = try? await effect.measure(context) else { continue }
            _ = try? troop.trail.append(measurements.map { .measured(attack, $0) })
        }
    }
}
