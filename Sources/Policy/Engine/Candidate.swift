package import MonkeyKit

/// A target that the host has and a policy's group names. One that is in two groups stands here twice.
package struct Candidate: Hashable, Sendable {
    package let target: Target
    package let policy: String
    package let group: String
    package let consent: Consent
    /// Why it is out of reach, if it is.
    package let protection: Protected?
    /// A unit that is active, a process that runs, an interface that is up, a filesystem that can be written.
    package let healthy: Bool

    package init(
        target: Target, policy: String, group: String, consent: Consent, protection: Protected? = nil,
        healthy: Bool = true
    ) {
        self.target = target
        self.policy = policy
        self.group = group
        self.consent = consent
        self.protection = protection
        self.healthy = healthy
    }
}

/// What a target itself says.
package enum Consent: Hashable, Sendable {
    /// It carries a mark; an empty list is an opt-out.
    case mark(group: String, allow: [String])
    /// It cannot carry a mark, or carries none, and its group's policy speaks for it.
    case `operator`
    case none
    case optOut
}

/// Something that is out of reach by default.
package struct Protected: Hashable, Sendable {
    package let by: Protection
    /// A part of a sentence: `it holds the SSH session of 10.0.0.7`.
    package let text: String

    package init(by: Protection, text: String) {
        self.by = by
        self.text = text
    }
}
