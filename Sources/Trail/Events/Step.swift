package import MonkeyKit

/// One effect has come one step further.
package struct Step: Codable, Hashable, Sendable {
    package enum Phase: String, Codable, Sendable, CaseIterable {
        /// About to be applied: from here on it has to be undone.
        case applying
        case applied, failed, reverting, reverted
        /// Somebody else changed it meanwhile; it was left alone.
        case foreign
        /// Seen to be gone.
        case verified
    }

    /// The effect's place in the plan of the intent, from 0.
    package let effect: Int
    package let phase: Phase
    package let text: String?

    package init(_ effect: Int, _ phase: Phase, _ text: String? = nil) {
        self.effect = effect
        self.phase = phase
        self.text = text.map(shortened)
    }
}

/// All effects stand.
package struct Activation: Codable, Hashable, Sendable {
    /// From the intent on, in nanoseconds of CLOCK_BOOTTIME.
    package let nanoseconds: UInt64
    package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }
}

/// Why the undo began.
package struct RollbackCause: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// Its time was over, or its plan had settled.
        case deadline, settled
        /// Somebody asked for it: `monkey rollback`, a signal, `monkey halt`.
        case requested, signal, halt
        /// The command in the foreground is gone.
        case follower
        /// An effect could not be applied, or a gate or the steady state broke it off.
        case failed, gate, steadyState
        /// Found open after a crash.
        case recover
    }

    package let kind: Kind
    /// `SIGINT`, who asked, what failed.
    package let text: String?

    package init(_ kind: Kind, _ text: String? = nil) {
        self.kind = kind
        self.text = text.map(shortened)
    }
}

/// How an attack ended.
package struct Ending: Codable, Hashable, Sendable {
    package enum Outcome: String, Codable, Sendable, CaseIterable {
        case done, failed, aborted
        /// The rollback left something; a person is needed.
        case incomplete
        /// Recorded, but no effect was ever touched.
        case neverStarted
    }

    package let outcome: Outcome
    package let exitCode: Int32
    package let text: String
    /// From the intent to the end.
    package let duration: Span
    /// What was left alone because it was not ours any more.
    package let foreign: [String]
    /// What a person has to do, in exact steps.
    package let person: [String]

    package init(
        _ outcome: Outcome, exitCode: Int32, text: String, duration: Span, foreign: [String] = [], person: [String] = []
    ) {
        self.outcome = outcome
        self.exitCode = exitCode
        self.text = text
        self.duration = duration
        self.foreign = foreign
        self.person = person
    }
}

/// Texts that come once for every effect are kept short, so that the space reserved for the end of an attack is enough.
func shortened(_ text: String) -> String {
    let longest = 600
    guard text.utf8.count > longest else { return text }
    var short = ""
    var count = 0
    for character in text {
        count += character.utf8.count
        if count > longest - 3 { break }
        short.append(character)
    }
    return short + "…"
}
