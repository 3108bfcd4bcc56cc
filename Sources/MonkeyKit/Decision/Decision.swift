/// The answer of the policy engine: allow or refuse, the victims, the seed, and every reason.
package struct Decision: Codable, Hashable, Sendable {
    package enum Verdict: String, Codable, Sendable { case allow, refuse }

    package let verdict: Verdict
    /// The policy that was asked, and the group the targets belong to; nil where none matched.
    package let policy: String?
    package let group: String?
    package let targets: [Target]
    /// The monkey's options: what was asked, or drawn from the policy's ranges.
    package let options: OptionValues
    package let duration: Span
    package let seed: UInt64
    /// Every rule that was asked, in order, with its input and its verdict.
    package let reasons: [Reason]
    /// Gates and limits that were overridden, by name.
    package let overrides: [String]

    package init(
        verdict: Verdict, policy: String?, group: String?, targets: [Target], options: OptionValues, duration: Span,
        seed: UInt64, reasons: [Reason], overrides: [String] = []
    ) {
        self.verdict = verdict
        self.policy = policy
        self.group = group
        self.targets = targets
        self.options = options
        self.duration = duration
        self.seed = seed
        self.reasons = reasons
        self.overrides = overrides
    }

    package var isAllowed: Bool { verdict == .allow }

    /// What refused it, or nil if it is allowed.
    package var refusal: Refusal? {
        guard !isAllowed else { return nil }
        let deciding = reasons.last { $0.verdict == .refuse }
        return Refusal(deciding?.text ?? "no rule allows it", remedy: deciding?.remedy ?? "see `monkey policy check`")
    }
}

/// One rule's word: what was asked, what it saw, what it said.
package struct Reason: Codable, Hashable, Sendable {
    package enum Verdict: String, Codable, Sendable {
        case pass, refuse
        /// Would have refused; the override was allowed.
        case overridden
        /// Takes a candidate out without refusing the attack.
        case exclude
    }

    /// `window`, `blackout`, `consent`, `protected`, `limits.targets`, `concurrent`, …
    package let rule: String
    package let verdict: Verdict
    /// One line.
    package let text: String
    /// The candidate it speaks of, if of one.
    package let target: Target?
    /// What would make it allowed, for a refusal.
    package let remedy: String?

    package init(_ rule: String, _ verdict: Verdict, _ text: String, target: Target? = nil, remedy: String? = nil) {
        self.rule = rule
        self.verdict = verdict
        self.text = text
        self.target = target
        self.remedy = remedy
    }
}
