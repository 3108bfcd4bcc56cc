internal import Host
package import MonkeyKit

/// A signal to some processes, and the watch over their return.
///
/// Undone by what the host shows, not by what the keeper remembers: processes that the signal stopped are continued, a
/// unit that does not come back is started. The record is written before the strike, so it does not know its time.
package struct KillSignal: Effect {
    package static let kind = "kill.signal"

    package let signal: SignalName
    let victims: [Victim]
    let consequence: Consequence
    /// Nil for processes without a supervisor.
    let unit: UnitBefore?
    /// Where the victims took connections; an address that stands for all is the loopback's.
    let ports: [SocketAddress]
    let probe: Probe?
    package let recoverWithin: Span
    /// Pids, start times and systemd's times mean something in this boot only.
    let bootID: String

    package var summary: String {
        let names = victims.map(\.description).joined(separator: ", ")
        return "\(signal.title) to \(names)" + (unit.map { " of \($0.name)" } ?? "")
    }

    package var lifetime: Lifetime { .boot }

    package var claims: [Claim] {
        if let unit { return [Claim("unit:\(unit.name)/process")] }
        return victims.map { Claim("process:\($0.process.pid):\($0.process.startTime)") }
    }

    package var calls: [String] {
        victims.map { victim in
            "pidfd_send_signal(pidfd of process \(victim.process.pid) started at tick \(victim.process.startTime), "
                + "\(signal.title))"
        }
    }

    package var undoCalls: [String] {
        var calls: [String] = []
        if consequence == .stops {
            calls += victims.filter { !$0.wasStopped }.map { victim in
                "pidfd_send_signal(pidfd of process \(victim.process.pid) started at tick "
                    + "\(victim.process.startTime), SIGCONT) if it is still stopped"
            }
        }
        if let unit {
            for name in [unit.name] + unit.bound {
                calls.append("systemctl reset-failed \(name); systemctl start \(name), if it is down by this")
            }
        }
        return calls
    }
}

/// What the keeper remembers of the strike.
final class Strike: Sendable {
    static let key = "kill.strike"

    let at: BootClock.Instant
    /// Empty when nobody was there any more and nothing was done.
    let struck: [HeldProcess]

    init(at: BootClock.Instant, struck: [HeldProcess]) {
        self.at = at
        self.struck = struck
    }
}

extension KillSignal {
    /// One grip may hold the strikes of several effects of one attack.
    var gripKey: String {
        "\(Strike.key) " + victims.map { "\($0.process.pid):\($0.process.startTime)" }.joined(separator: " ")
    }

    func strike(_ context: EffectContext) -> Strike? { context.grip.held(gripKey, as: Strike.self) }

    func isSameBoot(_ context: EffectContext) -> Bool { context.host.clock.bootID == bootID }
}
