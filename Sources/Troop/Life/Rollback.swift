internal import Host
package import MonkeyKit
package import Trail

extension Troop {
    /// Takes an attack back, effect by effect from the last to the first, checks that nothing of it stands, and records
    /// the end. The one rollback: the keeper's, the guard's, recovery's.
    /// - Parameters:
    ///   - outcome: how the attack ends if all of it can be taken back.
    package func rollBack(
        _ intent: Intent, grip: Grip, as outcome: Ending.Outcome, because cause: RollbackCause
    ) async throws -> Ending {
        // The undo does not wait for its record: a trail that cannot be written must not keep the harm standing.
        let recorded = Result { try trail.append([.rollback(intent.attack, cause)]) }
        let began = host.clock.now
        let rebooted = intent.boot != host.clock.bootID
        var steps: [Step] = []
        var foreign: [String] = []
        var person: [String] = []
        var remarks: [String] = []
        for (index, record) in intent.plan.enumerated().reversed() {
            if rebooted, record.lifetime != .disk {
                steps.append(Step(index, .reverted, "gone with the reboot"))
                continue
            }
            let result = await takeBack(record, index: index, intent: intent, grip: grip)
            steps += result.steps
            foreign += result.foreign
            person += result.person
            remarks += result.remarks
        }
        let took = Span(nanoseconds: began.duration(to: host.clock.now).wholeNanoseconds)
        let final = person.isEmpty ? outcome : .incomplete
        let ending = Ending(
            final, exitCode: final.exitCode,
            text: ([cause.sentence, "rolled back in \(took.rounded)"] + remarks).joined(separator: "; "),
            duration: Span(nanoseconds: Int64(clamping: host.clock.now.nanoseconds &- intent.startedAt)),
            foreign: foreign, person: person)
        try await insist(steps.map { .step(intent.attack, $0) } + [.ended(intent.attack, ending)])
        _ = try recorded.get()
        AttackLock(intent.attack, in: paths).remove()
        return ending
    }

    /// Appends what must not get lost because somebody holds the trail's lock just now: asks again for two minutes.
    private func insist(_ events: [TrailEvent]) async throws {
        let limit = host.clock.now.advanced(by: .seconds(120))
        while host.clock.now < limit {
            guard let error = failure(of: events) else { return }
            if error.kind != .busy { throw error }
            try? await Task.sleep(for: .milliseconds(100))
        }
        try trail.append(events)
    }

    private func failure(of events: [TrailEvent]) -> TrailError? {
        do {
            try trail.append(events)
            return nil
        } catch {
            return error
        }
    }

    private struct TakenBack {
        var steps: [Step] = []
        var foreign: [String] = []
        var person: [String] = []
        var remarks: [String] = []
    }

    /// One effect: tried three times, since the host may be in the very trouble that we made; then checked.
    private func takeBack(_ record: RecordedEffect, index: Int, intent: Intent, grip: Grip) async -> TakenBack {
        let context = EffectContext(host: host, attack: intent.attack, grip: grip)
        var result = TakenBack()
        var failure = ""
        for pause in [Span.zero, .milliseconds(200), .seconds(1)] {
            if pause > .zero { try? await Task.sleep(for: pause.duration) }
            do {
                let effect = try registry.effect(record)
                switch try await effect.revert(context) {
                case .undone: result.steps.append(Step(index, .reverted, record.summary))
                case .nothingToDo: result.steps.append(Step(index, .reverted, "nothing stood"))
                case .undoneWith(let remark):
                    result.steps.append(Step(index, .reverted, remark))
                    result.remarks.append(remark)
                case .foreign(let what, let person):
                    result.steps.append(Step(index, .foreign, what))
                    result.foreign.append(what)
                    if let person { result.person.append(person) }
                    return result
                }
                switch try await effect.inspect(context) {
                case .absent:
                    result.steps.append(Step(index, .verified, record.summary))
                    return result
                case .foreign(let what):
                    result.steps.append(Step(index, .foreign, what))
                    result.foreign.append(what)
                    return result
                case .applied: failure = "it still stands after its undo"
                }
            } catch let error as UnknownEffect {
                result.steps.append(Step(index, .failed, "\(error)"))
                result.person += record.undo
                return result
            } catch {
                failure = "\(error)"
            }
            result = TakenBack()
        }
        result.steps.append(Step(index, .failed, failure))
        result.person.append("\(record.summary) could not be undone: \(failure)")
        result.person += record.undo
        return result
    }
}
