internal import Host
package import MonkeyKit
package import Trail

/// What recovery did with one attack.
package struct Recovered: Sendable {
    package let attack: AttackID
    package let monkey: String
    package let ending: Ending
}

extension Troop {
    /// Rolls back every open attack that nobody holds: after a crash, a reboot, a lost guard. Every command that writes
    /// does this first.
    @discardableResult
    package func recover() async throws -> [Recovered] {
        var recovered: [Recovered] = []
        for open in try trail.open() {
            if let ending = try await recover(open.intent) {
                recovered.append(Recovered(attack: open.intent.attack, monkey: open.intent.monkey, ending: ending))
            }
        }
        return recovered
    }

    /// Rolls back one open attack if nobody holds it; nil if somebody does, or if it has ended meanwhile.
    package func recover(_ intent: Intent) async throws -> Ending? {
        let lock = AttackLock(intent.attack, in: paths)
        guard try !lock.isHeld(.starter) else { return nil }
        guard let held = try lock.take(.keeper, as: host.processes.identity(of: ownPID)) else { return nil }
        // The lock is ours: nobody ends it behind our back. It may have ended between the reading and the lock.
        defer { withExtendedLifetime(held) {} }
        guard try trail.open().contains(where: { $0.id == intent.attack }) else {
            lock.remove()
            return nil
        }
        let text = intent.boot == host.clock.bootID ? "nobody held it any more" : "the host was restarted"
        return try await rollBack(intent, grip: Grip(), as: .aborted, because: RollbackCause(.recover, text))
    }
}
