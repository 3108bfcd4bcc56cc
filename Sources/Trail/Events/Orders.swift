package import MonkeyKit

/// An attack that was asked for and did not happen; nothing was touched.
package struct RefusedAttack: Codable, Hashable, Sendable {
    package let monkey: String
    /// What was asked, as typed after `monkey`; no environment, no secrets.
    package let words: [String]
    /// Nil if it was refused before the policy was asked.
    package let decision: Decision?
    package let refusal: Refusal
    package let origin: Origin

    package init(monkey: String, words: [String], decision: Decision?, refusal: Refusal, origin: Origin) {
        self.monkey = monkey
        self.words = words
        self.decision = decision
        self.refusal = refusal
        self.origin = origin
    }
}

/// The kill switch was thrown, or taken back.
package struct HaltOrder: Codable, Hashable, Sendable {
    package let reason: String
    package let by: Caller

    package init(reason: String, by: Caller) {
        self.reason = reason
        self.by = by
    }
}

/// The end of a segment was no record: what a crash in the middle of an append leaves.
package struct TornLine: Codable, Hashable, Sendable {
    /// The file of the trail's directory that holds the bytes now; nil if there was no space for one, and then they
    /// stand in the segment as a line that is no record.
    package let file: String?
    package let segment: Int
    /// The line they were found at, from 1.
    package let line: Int
    package let bytes: Int
    /// SHA-256 of the bytes, in hex.
    package let sha256: String

    package init(file: String?, segment: Int, line: Int, bytes: Int, sha256: String) {
        self.file = file
        self.segment = segment
        self.line = line
        self.bytes = bytes
        self.sha256 = sha256
    }
}

/// The first record of a segment: all that recovery needs from the segments before it.
package struct SegmentHead: Hashable, Sendable {
    package let number: Int
    /// The lines of attacks that are still open, as they were written, without their newline.
    package let open: [[UInt8]]
    /// The line of the halt that stands, if one does.
    package let halt: [UInt8]?

    package init(number: Int, open: [[UInt8]], halt: [UInt8]?) {
        self.number = number
        self.open = open
        self.halt = halt
    }
}
