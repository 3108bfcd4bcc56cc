package import MonkeyKit
package import Trail

/// The trail for people: a line a record, or the trail's own records.
package struct Narrative: Sendable {
    /// One attack in full: decision, plan, every step.
    private let whole: Bool
    private let json: Bool

    package init(whole: Bool, json: Bool) {
        self.whole = whole
        self.json = json
    }

    /// Nil for what is not shown.
    package func text(of record: TrailRecord) -> String? {
        if json { return record.text }
        guard let line = line(record.event()) else { return nil }
        let subject = record.attack.map { "\($0)  " } ?? ""
        return "\(record.time.prefix(19))Z  \(subject)\(line)"
    }

    private func line(_ event: TrailEvent) -> String? {
        switch event {
        case .intent(let intent): heading(intent) + (whole ? "\n" + details(intent) : "")
        case .step(_, let step): whole ? "  \(step.phase.rawValue) \(safe(step.text))" : nil
        case .active(_, let active): "active after \(Span(nanoseconds: Int64(clamping: active.nanoseconds)).rounded)"
        case .measured(_, let measurement): "measured \(safe(measurement.description))"
        case .note(_, let text): "note: \(safe(text))"
        case .rollback(_, let cause): "rolling back: \(cause.kind.rawValue)\(cause.text.map { " (\(safe($0)))" } ?? "")"
        case .ended(_, let ending): self.ending(ending)
        case .refused(let refused): "refused \(refused.monkey): \(safe(refused.refusal.reason))"
        case .halt(let order): "halt: \(safe(order.reason))"
        case .resume(let order): "resume; it was halted: \(safe(order.reason))"
        case .torn(let torn):
            "a torn line was set aside: segment \(torn.segment), line \(torn.line), \(torn.bytes) bytes"
        case .segment: nil
        case .unknown(_, let name, _): "\(safe(name)) (written by another version)"
        }
    }

    private func heading(_ intent: Intent) -> String {
        let targets = intent.decision.targets.map(\.description).joined(separator: ", ")
        let who = intent.origin.caller.sudoUser ?? "uid \(intent.origin.caller.loginUID ?? intent.origin.caller.uid)"
        let why = intent.origin.reason.map { ", because: \(safe($0))" } ?? ""
        return "\(intent.monkey) on \(safe(targets)) for \(intent.duration.notation), by \(safe(who))\(why)"
    }

    private func details(_ intent: Intent) -> String {
        var lines = decisionLines(intent.decision)
        lines += planLines(intent.plan, notes: intent.notes)
        return lines.map { "  " + $0 }.joined(separator: "\n")
    }

    private func ending(_ ending: Ending) -> String {
        let lines =
            ["\(ending.outcome.rawValue): \(safe(ending.text))"]
            + ending.foreign.map { "  left alone, not ours: \(safe($0))" }
            + ending.person.map { "  to do by hand: \(safe($0))" }
        return lines.joined(separator: "\n")
    }
}

/// A decision with every reason.
package func decisionLines(_ decision: Decision) -> [String] {
    let place = [decision.policy.map { "policy \($0)" }, decision.group.map { "group \($0)" }].compactMap(\.self)
    let drawn = decision.options.texts.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let heading = "decision: \(decision.verdict.rawValue), seed \(decision.seed)" + place.map { ", \($0)" }.joined()
    return [heading] + (drawn.isEmpty ? [] : ["  options: " + safe(drawn.joined(separator: " "))])
        + decision.reasons.map { "  \(symbol($0.verdict)) \($0.rule): \(safe($0.text))" }
}

/// The effects of a plan with their calls and the calls of their undo.
package func planLines(_ plan: [RecordedEffect], notes: [String]) -> [String] {
    var lines: [String] = []
    for (index, effect) in plan.enumerated() {
        lines.append(
            "effect \(index + 1): \(safe(effect.summary)) (\(effect.kind), gone with the \(effect.lifetime.rawValue))")
        lines += effect.calls.map { "  do:   \(safe($0))" }
        lines += effect.undo.map { "  undo: \(safe($0))" }
        if !effect.claims.isEmpty {
            lines.append("  holds: \(safe(effect.claims.map(\.text).joined(separator: ", ")))")
        }
    }
    return lines + notes.map { "note: \(safe($0))" }
}

private func symbol(_ verdict: Reason.Verdict) -> String {
    switch verdict {
    case .pass: "pass    "
    case .refuse: "REFUSE  "
    case .overridden: "override"
    case .exclude: "exclude "
    }
}

private func safe(_ text: String?) -> String { escaped(text ?? "") }
