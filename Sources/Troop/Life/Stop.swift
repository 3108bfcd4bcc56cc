internal import Glibc
internal import Host
internal import MonkeyKit
package import Trail

extension Troop {
    /// Ends attacks now: tells their keepers to roll back and waits for the end; what nobody holds is rolled back here.
    package func stop(_ attacks: [OpenAttack]) async throws -> [Recovered] {
        try await withThrowingTaskGroup(of: Recovered?.self) { group in
            for open in attacks {
                group.addTask {
                    guard let ending = try await self.stop(open.intent) else { return nil }
                    return Recovered(attack: open.intent.attack, monkey: open.intent.monkey, ending: ending)
                }
            }
            return try await group.reduce(into: []) { if let recovered = $1 { $0.append(recovered) } }
        }
    }

    package func stopAll() async throws -> [Recovered] {
        try await stop(trail.open())
    }

    /// The same for one; nil if it had ended before.
    @discardableResult
    package func stop(_ intent: Intent) async throws -> Ending? {
        let lock = AttackLock(intent.attack, in: paths)
        let limit = host.clock.now.advanced(by: .seconds(120))
        while host.clock.now < limit {
            if let ending = try trail.attack(intent.attack)?.ending { return ending }
            if try lock.isHeld(.keeper), let keeper = lock.keeper(), keeper.pid != ownPID {
                // The keeper knows only that it was told to; the reason is in the trail already.
                if let handle = try host.processes.hold(keeper) { try handle.signal(SIGTERM) }
            } else if try !lock.isHeld {
                if let ending = try await recover(intent) { return ending }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw HostError(
            operation: "stop", subject: "attack \(intent.attack)", cause: "its keeper did not end it within 120s",
            mend: "end the keeper (see `monkey status`) and run `monkey recover`")
    }
}
