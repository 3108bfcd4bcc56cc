internal import Glibc
internal import Host
internal import MonkeyKit
internal import Report
internal import Trail
internal import Troop

/// One attack seen from the terminal that started it: records, starts the guard, follows the trail to the end. Ctrl-C,
/// SIGTERM and a closed terminal roll the attack back; so does this process' own death, which the keeper watches.
struct UnleashSession: Sendable {
    let troop: Troop
    let request: UnleashRequest
    let json: Bool

    func run() async throws -> Exit {
        let signals = try SignalWatch([SIGINT, SIGTERM, SIGHUP])
        for recovered in try await troop.recover() where !json {
            printError("monkey: rolled back \(recovered.attack) (\(recovered.monkey)) first: \(recovered.ending.text)")
        }
        let prepared = try await troop.prepare(request)
        let start = prepared.position
        let narrator = Narrator(json: json, isTerminal: Terminal.isTerminal)
        return try await withThrowingTaskGroup(of: Exit?.self) { group in
            group.addTask {
                do {
                    try await troop.startGuard(for: prepared.intent)
                } catch {
                    // Nobody has it: take it back here, and say why it did not begin.
                    prepared.letGo()
                    let ending = try await troop.recover(prepared.intent)
                    printError("monkey: \(error)")
                    return ending.map { Exit($0.outcome) == .incomplete ? .incomplete : .failed } ?? .failed
                }
                return nil
            }
            group.addTask {
                while let event = try? await signals.next() {
                    endProgress()
                    printError("monkey: \(signalName(event.signal)): rolling back")
                    // Nobody may have it yet: then it is taken back here, and a keeper that comes late finds it ended.
                    prepared.letGo()
                    try await troop.stop(prepared.intent)
                }
                return nil
            }
            group.addTask {
                try await self.follow(prepared, from: start, narrator: narrator)
            }
            while let exit = try await group.next() {
                if let exit {
                    group.cancelAll()
                    return exit
                }
            }
            return .failed
        }
    }

    /// Whether nobody holds the attack though somebody should: a keeper has 20 s to take it.
    private func isAbandoned(_ prepared: Prepared, since began: BootClock.Instant) -> Bool {
        let isLate = began.duration(to: troop.host.clock.now) > .seconds(20)
        guard prepared.isLetGo || isLate else { return false }
        return (try? AttackLock(prepared.intent.attack, in: troop.paths).isHeld(.keeper)) == false
    }

    /// Reads the trail as it grows. Somebody else keeps the attack; if nobody does any more, this command takes it back.
    private func follow(_ prepared: Prepared, from start: TrailPosition, narrator: Narrator) async throws -> Exit? {
        var position = start
        let began = troop.host.clock.now
        while !Task.isCancelled {
            let (records, next) = try troop.trail.read(from: position)
            position = next
            for record in records where record.attack == prepared.intent.attack {
                narrator.tell(record, intent: prepared.intent)
                if case .active = record.event() {
                    prepared.letGo()
                    if !request.isFollowed { return .done }
                }
                if case .ended(_, let end) = record.event() {
                    prepared.letGo()
                    return Exit(end.outcome)
                }
            }
            narrator.tick(prepared.intent, now: troop.host.clock.now)
            if isAbandoned(prepared, since: began) {
                // Keeper and guard are both gone, or never came. The trail knows how to take it back.
                prepared.letGo()
                if let ending = try await troop.recover(prepared.intent) { return Exit(ending.outcome) }
            }
            try await Task.sleep(for: .milliseconds(narrator.isActive ? 100 : 15))
        }
        return nil
    }
}
