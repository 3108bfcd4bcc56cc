internal import Host
package import MonkeyKit
package import Trail

/// What outlives the keeper and rolls back if the keeper dies.
package enum GuardKind: String, Codable, Sendable {
    /// systemd is PID 1: a transient unit with `ExecStopPost=`.
    case systemd
    /// A process of our own in its own session.
    case guardian
}

extension Troop {
    package var guardKind: GuardKind { Units.isSystemdPID1 ? .systemd : .guardian }

    /// Starts the keeper under its guard. Returns once the attack is active or has ended, or throws if neither could begin.
    package func startGuard(for intent: Intent) async throws {
        switch guardKind {
        case .systemd: try await startUnit(for: intent)
        case .guardian: try startGuardian(for: intent)
        }
    }

    /// How much longer than the attack its guard lives: apply, measure and rollback have to fit in.
    static let guardMargin = Span.seconds(15)

    private func startUnit(for intent: Intent) async throws {
        let name = Self.unitName(intent.attack)
        var unit = TransientUnit(name: name)
        unit.description = "monkey: \(intent.monkey), attack \(intent.attack)"
        unit.type = "notify"
        unit.execStart = [[executable, "keep", intent.attack.text]]
        unit.execStopPost = [[executable, "rollback", intent.attack.text, "--guard"]]
        unit.runtimeMaxUSec = UInt64((intent.duration.nanoseconds + Self.guardMargin.nanoseconds) / 1000)
        unit.timeoutStartUSec = 60_000_000
        unit.timeoutStopUSec = 90_000_000
        unit.killMode = "control-group"
        unit.collectMode = "inactive-or-failed"
        unit.environment = paths.environment
        unit.oomScoreAdjust = -900
        let result = try await host.units.startTransient(unit)
        // A keeper that failed has rolled back and told the trail; its start job says `failed`.
        guard result != .done, try trail.attack(intent.attack)?.ending == nil else { return }
        throw HostError(
            operation: "start", subject: name, cause: "its job ended as \(result)", mend: "see `journalctl -u \(name)`")
    }

    package static func unitName(_ attack: AttackID) -> String { "monkey-\(attack.text).service" }
}
