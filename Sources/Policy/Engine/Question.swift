package import MonkeyKit

/// Everything a decision depends on. The engine has no clock, no files and no chance of its own: the same question gets
/// the same answer for ever, whatever the order of its lists.
package struct Question: Sendable {
    package var monkey: MonkeyDeclaration
    package var asked: Asked
    /// What was given on the command line or by a drill, canonical.
    package var options: OptionValues
    /// Nil: the policy's `for`, else 60 s.
    package var duration: Span?
    package var overrides: Set<Override>
    /// Why; an override does not count without it.
    package var reason: String?
    package var policies: PolicySet
    package var inventory: [Candidate]
    package var open: [OpenAttackSummary]
    package var history: [PastAttack]
    /// Seconds since 1970-01-01 UTC.
    package var now: Int64
    package var seed: UInt64
    package var asker: Asker

    package init(
        monkey: MonkeyDeclaration, asked: Asked = .any, options: OptionValues = OptionValues(), duration: Span? = nil,
        overrides: Set<Override> = [], reason: String? = nil, policies: PolicySet, inventory: [Candidate],
        open: [OpenAttackSummary] = [], history: [PastAttack] = [], now: Int64, seed: UInt64, asker: Asker = .manual
    ) {
        self.monkey = monkey
        self.asked = asked
        self.options = options
        self.duration = duration
        self.overrides = overrides
        self.reason = reason
        self.policies = policies
        self.inventory = inventory
        self.open = open
        self.history = history
        self.now = now
        self.seed = seed
        self.asker = asker
    }
}

/// What an attack is wanted on.
package enum Asked: Hashable, Sendable {
    /// One target out of any group that the monkey may hit.
    case any
    /// One target of this group.
    case group(String)
    /// As many targets of one group as the limits allow.
    case all(group: String)
    /// These units, all of them.
    case units([String])
    /// These processes, all of them.
    case pids([Int32])
}

/// Who asks. The rules are the same for all; only a person may overrule one.
package enum Asker: String, Codable, Sendable {
    case manual, tick, drill
}

/// An attack that is going on.
package struct OpenAttackSummary: Hashable, Sendable {
    package let attack: AttackID
    package let monkey: String
    package let policy: String
    package let group: String
    package let targets: [Target]
    package let claims: [Claim]
    /// Seconds since 1970.
    package let started: Int64

    package init(
        attack: AttackID, monkey: String, policy: String, group: String, targets: [Target], claims: [Claim],
        started: Int64
    ) {
        self.attack = attack
        self.monkey = monkey
        self.policy = policy
        self.group = group
        self.targets = targets
        self.claims = claims
        self.started = started
    }
}

/// An attack of the past; one that is open may stand here too, it is counted once.
package struct PastAttack: Hashable, Sendable {
    package let attack: AttackID
    package let monkey: String
    package let policy: String
    package let group: String
    package let targets: [Target]
    /// Seconds since 1970.
    package let started: Int64
    /// Nil while it is not known to have ended.
    package let ended: Int64?

    package init(
        attack: AttackID, monkey: String, policy: String, group: String, targets: [Target], started: Int64,
        ended: Int64?
    ) {
        self.attack = attack
        self.monkey = monkey
        self.policy = policy
        self.group = group
        self.targets = targets
        self.started = started
        self.ended = ended
    }
}
