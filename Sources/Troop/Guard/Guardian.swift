internal import Glibc
package import Host
package import MonkeyKit
internal import Trail

/// The guard where PID 1 is not systemd: a process in a session of its own that starts the keeper and waits on its
/// pidfd. Keeper and guardian watch each other; whoever survives rolls back.
package struct Guardian: Sendable {
    private let troop: Troop
    private let attack: AttackID

    package init(_ troop: Troop, attack: AttackID) {
        self.troop = troop
        self.attack = attack
    }

    /// `monkey guard ID`: until the attack has ended.
    package func run(signals: SignalWatch) async throws {
        guard let own = troop.host.processes.identity(of: ownPID) else {
            throw HostError(operation: "guard", subject: "attack \(attack)", cause: "/proc does not show this process")
        }
        let keeper = try ChildProcess.start(
            executable: troop.executable,
            arguments: ["keep", attack.text, "--guardian", "\(own.pid):\(own.startTime)"],
            environment: troop.paths.environment)
        let limit = try deadline()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = try? await keeper.waitForExit() }
            // What is meant for the attack goes to its keeper, which knows what to do.
            group.addTask {
                while (try? await signals.next()) != nil { _ = try? keeper.signal(SIGTERM) }
            }
            group.addTask {
                // A keeper that does not end by itself is ended: its hold is over.
                try? await troop.host.clock.sleep(until: limit)
                if !Task.isCancelled { _ = try? keeper.signal(SIGKILL) }
                _ = try? await keeper.waitForExit()
            }
            await group.next()
            group.cancelAll()
        }
        guard let open = try troop.trail.open().first(where: { $0.intent.attack == attack }) else { return }
        _ = try await troop.recover(open.intent)
    }

    private func deadline() throws -> BootClock.Instant {
        let open = try troop.trail.open().first { $0.intent.attack == attack }
        let end = open?.intent.deadline ?? troop.host.clock.now.nanoseconds
        return .init(nanoseconds: end + UInt64(Troop.guardMargin.nanoseconds))
    }
}

extension Troop {
    func startGuardian(for intent: Intent) throws {
        _ = try ChildProcess.start(
            executable: executable, arguments: ["guard", intent.attack.text], environment: paths.environment,
            newSession: true)
    }
}
