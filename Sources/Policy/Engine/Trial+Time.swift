import MonkeyKit

/// The rules about when and how often.
extension Trial {
    /// From now to the end of the attack, in whole seconds.
    private var time: Range<Int64> { question.now..<question.now + length(duration) }
    private func length(_ span: Span) -> Int64 { max(1, Int64(span.seconds.rounded(.up))) }

    private var nextOpening: String {
        calendar.nextOpening(from: question.now, lasting: length(duration)).map { "allowed again \(calendar.text($0))" }
            ?? "no window is long enough for \(duration.notation) within 400 days; ask for less, or change windows in "
            + ground.document.file
    }

    /// No override.
    mutating func blackout() throws(Refused) {
        guard let blackout = calendar.blackout(in: time) else {
            pass("blackout", calendar.blackouts.isEmpty ? "the policy has none" : "none holds before the attack ends")
            return
        }
        throw Refused(
            "blackout", "\(what): blackout \(blackout.description), \(blackout.why)", remedy: nextOpening)
    }

    /// The attack starts and ends inside one open stretch.
    mutating func window() throws(Refused) {
        guard !calendar.windows.isEmpty else { return pass("window", "the policy has no windows: any time") }
        let open = calendar.windowed(in: time)
        if open == [time] { return pass("window", "open until the attack ends") }
        let text: String
        if let first = open.first, first.lowerBound == time.lowerBound {
            text = "the window closes \(calendar.text(first.upperBound)), before \(duration.notation) are over"
        } else {
            text = "no window is open at \(calendar.text(question.now))"
        }
        if overrule(.window, text) { return }
        throw Refused("window", "\(what): \(text)", remedy: nextOpening + orOverride(.window))
    }

    /// Rest of a target since the end of the last attack on it, whoever's that was. One that is going on has not ended.
    ///
    /// A process that was hit may be gone, and its successor has a new number: so the rest of a process holds for every
    /// process of that name in the group.
    mutating func cooldown() throws(Refused) {
        guard limits.cooldown > .zero else { return pass("cooldown", "the policy has none") }
        let rest = length(limits.cooldown)
        let ends = candidates.compactMap { candidate -> (key: String, until: Int64)? in
            guard let end = lastEnd(on: candidate), end > question.now - rest else { return nil }
            return (candidate.target.key, end + rest)
        }
        let until = Dictionary(ends.map { ($0.key, $0.until) }) { first, _ in first }
        let again = (question.asked.isNamed ? until.values.max() : until.values.min()).map(calendar.text) ?? ""
        if !until.isEmpty, until.count == candidates.count || question.asked.isNamed,
            overrule(.cooldown, "\(until.count) of \(candidates.count) rest after an attack, until \(again)")
        {
            return
        }
        let resting = objections { until[$0.target.key].map { "it rests until \(calendar.text($0))" } }
        try exclude(
            "cooldown", resting, remedy: "allowed again \(again)" + orOverride(.cooldown),
            left: "rested for \(limits.cooldown.notation)")
    }

    private func lastEnd(on candidate: Candidate) -> Int64? {
        let past = question.history.filter { hit($0.targets, candidate, $0.group) }.map { $0.ended ?? question.now }
        let open = question.open.contains { hit($0.targets, candidate, $0.group) } ? [question.now] : []
        return (past + open).max()
    }

    private func hit(_ targets: [Target], _ candidate: Candidate, _ group: String) -> Bool {
        targets.contains { target in
            if target.key == candidate.target.key { return true }
            guard group == candidate.group, case .process(_, let old) = target,
                case .process(_, let new) = candidate.target
            else { return false }
            return old == new
        }
    }

    /// A day is one of the policy's first time zone. Open attacks count for the day on which they began.
    mutating func perDay() throws(Refused) {
        guard let most = limits.perDay else { return pass("limits.perDay", "the policy has none") }
        let today = calendar.date(at: question.now)
        let past = question.history.filter { isToday($0.policy, $0.group, $0.started) }.map(\.attack)
        let open = question.open.filter { isToday($0.policy, $0.group, $0.started) }.map(\.attack)
        let count = Set(past + open).count
        guard count < most else {
            throw Refused(
                "limits.perDay", "\(what): \(count) of \(most) attacks of \(today) are used up",
                remedy: "allowed again tomorrow, or with a higher limits.perDay in \(ground.document.file)")
        }
        pass("limits.perDay", "\(count) of \(most) today")
    }

    private func isToday(_ policy: String, _ group: String, _ started: Int64) -> Bool {
        policy == ground.document.name && group == ground.group.name
            && calendar.date(at: started) == calendar.date(at: question.now)
    }
}
