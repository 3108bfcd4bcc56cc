import MonkeyKit

/// One group heard by all rules, in this order. Doubt refuses.
struct Trial {
    let question: Question
    let ground: Ground
    var generator: SeededGenerator
    var reasons: [Reason] = []
    var overrides: [String] = []
    var options: OptionValues
    var duration: Span
    /// Those of the group that no rule has taken out yet, by key.
    var candidates: [Candidate] = []
    /// All of the group's, by key, before any rule.
    var members: [Candidate] = []
    /// How many consented: what a percentage of targets is counted from.
    var consenting = 0
    var verdict = Decision.Verdict.refuse
    var victims: [Target] = []

    static let defaultDuration = Span.seconds(60)

    init(_ question: Question, on ground: Ground) {
        self.question = question
        self.ground = ground
        generator = SeededGenerator(seed: question.seed)
        options = question.options
        duration = question.duration ?? Self.defaultDuration
    }

    /// After all rules, or after the one that refused. Each is a few lines in `Trial+*.swift`: it passes, takes
    /// candidates out, or refuses.
    func heard() -> Trial {
        var trial = self
        do throws(Refused) {
            trial.policy()
            try trial.permissions()
            try trial.ranges()
            try trial.length()
            try trial.blackout()
            try trial.window()
            try trial.membership()
            try trial.consent()
            try trial.protection()
            try trial.cooldown()
            try trial.perDay()
            try trial.health()
            try trial.concurrency()
            try trial.pick()
            trial.verdict = .allow
        } catch {
            trial.reasons.append(error.reason)
        }
        return trial
    }

    /// How many tickets it has where one group is drawn.
    var weight: Int { verdict == .allow ? max(1, candidates.count) : 0 }

    /// The answer, if this group is the one. The refusals of the others are told as what kept them out.
    func decision(passedOver others: [Trial]) -> Decision {
        let passed = others.compactMap { other -> Reason? in
            guard let no = other.reasons.last, no.verdict == .refuse else { return nil }
            return Reason(no.rule, .exclude, "passed over \(other.ground.text): \(no.text)", remedy: no.remedy)
        }
        return Decision(
            verdict: verdict, policy: ground.document.name, group: ground.group.name, targets: victims,
            options: options,
            duration: duration, seed: question.seed, reasons: passed + reasons, overrides: overrides)
    }
}

extension Trial {
    var limits: Limits { ground.document.limits }
    var calendar: PolicyCalendar { ground.document.calendar }
    /// How a refusal opens: `kill on group web`.
    var what: String {
        switch question.asked {
        case .units(let names): "\(question.monkey.name) on \(names.joined(separator: ", "))"
        case .pids(let pids): "\(question.monkey.name) on process \(pids.map(String.init).joined(separator: ", "))"
        case .any, .group, .all: "\(question.monkey.name) on group \(ground.group.name)"
        }
    }

    mutating func pass(_ rule: String, _ text: String) { reasons.append(Reason(rule, .pass, text)) }

    /// Every candidate for which `why` has a text.
    func objections(_ why: (Candidate) -> String?) -> [Objection] {
        candidates.compactMap { candidate in why(candidate).map { Objection(target: candidate.target, text: $0) } }
    }

    /// Takes them out; refuses if nobody is left, or if one of them was asked for by name.
    mutating func exclude(
        _ rule: String, _ objections: [Objection], remedy: String, left: String
    ) throws(Refused) {
        let out = Set(objections.map(\.target.key))
        candidates.removeAll { out.contains($0.target.key) }
        for one in objections {
            reasons.append(Reason(rule, .exclude, "\(one.target): \(one.text)", target: one.target))
        }
        if let first = objections.first, candidates.isEmpty || question.asked.isNamed {
            let others = objections.count > 1 ? "; \(objections.count - 1) more are out too" : ""
            throw Refused(rule, "\(what): \(first.target): \(first.text)\(others)", remedy: remedy)
        }
        pass(rule, "\(candidates.count) \(left)")
    }

    /// Whether a rule may be overruled here; if it was asked and may not be, what to do about it.
    mutating func overrule(_ override: Override, _ text: String) -> Bool {
        guard question.overrides.contains(override), question.asker != .tick, limits.allowOverride.contains(override),
            let reason = question.reason, !trimmed(reason).isEmpty
        else { return false }
        overrides.append(override.rawValue)
        reasons.append(Reason(override.rawValue, .overridden, "\(text); overruled: \(reason)"))
        return true
    }

    /// What would have overruled it: the end of a remedy, or nothing.
    func orOverride(_ override: Override) -> String {
        guard question.asker != .tick else { return "" }
        guard limits.allowOverride.contains(override) else {
            return question.overrides.contains(override)
                ? "; this override needs limits.allowOverride: [\(override.rawValue)] in \(ground.document.file)" : ""
        }
        return "; or --override \(override.rawValue) --reason TEXT"
    }
}

/// A candidate that a rule takes out, and why: a part of a sentence.
struct Objection {
    let target: Target
    let text: String
}

extension Asked {
    var isNamed: Bool {
        switch self {
        case .units, .pids: true
        case .any, .group, .all: false
        }
    }
}
