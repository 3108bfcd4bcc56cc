internal import Host
internal import MonkeyKit

/// What is to be expected of a unit's supervisor, in lines for people.
struct UnitNotes {
    let facts: UnitFacts
    let before: UnitBefore
    let signal: SignalName
    let consequence: Consequence

    /// Why nothing could bring the unit back; nil if the rollback can start it.
    var obstacle: String? {
        if facts.isTransient { return "it is a transient unit, which is gone once it ends" }
        if facts.refuseManualStart { return "it refuses to be started by hand (RefuseManualStart=)" }
        if !facts.canStart { return "systemd cannot start it" }
        return nil
    }

    var lines: [String] {
        guard consequence.isEnd else { return [] }
        return [supervision] + sockets + dependents
    }

    private var supervision: String {
        let name = before.name
        let rescue = "if it does not come back in time, the rollback starts it"
        guard let rule = before.rule else {
            return "systemd may or may not restart \(name) (Restart=\(before.restart)); \(rescue)"
        }
        let causes = RestartRule.causes(of: signal, consequence, isOneshot: before.isOneshot)
        if causes.allSatisfy(rule.covers) {
            return "systemd will restart \(name) after \(Span(nanoseconds: delay).notation) (Restart=\(before.restart))"
        }
        if causes.contains(where: rule.covers) {
            return "whether systemd restarts \(name) depends on how it ends (Restart=\(before.restart)); \(rescue)"
        }
        let clean = causes == [.cleanSignal] ? ", and \(signal.title) is a clean end to systemd" : ""
        return "systemd will not restart \(name) (Restart=\(before.restart)\(clean)); \(rescue)"
    }

    private var delay: Int64 { Int64(clamping: facts.restartDelay.multipliedReportingOverflow(by: 1000).partialValue) }

    private var sockets: [String] {
        facts.triggeredBy.sorted().map { trigger in
            let when = trigger.hasSuffix(".socket") ? "at the first connection" : "when it comes due"
            return "\(trigger) will start \(before.name) again \(when)"
        }
    }

    private var dependents: [String] {
        before.bound.map {
            "\($0) is bound to \(before.name) and goes down with it; the rollback starts it if it stays down"
        }
    }
}
