internal import Host
package import MonkeyKit

/// The trail could not do what was asked: one sentence.
package struct TrailError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// No space for the records that the end of an attack needs: nothing may begin.
        case noSpace
        /// The directory or a file of it is not ours alone.
        case unsafe
        /// Somebody else holds the lock for too long.
        case busy
        /// Anything else the system reported.
        case failed
    }

    package let kind: Kind
    package let description: String
    package let remedy: String

    init(_ kind: Kind, _ description: String, remedy: String) {
        self.kind = kind
        self.description = description
        self.remedy = remedy
    }

    init(_ error: HostError) {
        if error.isNoSpace {
            self.init(
                .noSpace, "no space for the trail: \(error)",
                remedy: "free some space on the filesystem of the state directory")
        } else if error.isHeld {
            self.init(.busy, "\(error)", remedy: "see what that process waits for, and end it if it hangs")
        } else {
            self.init(.failed, "\(error)", remedy: error.mend ?? "see `monkey doctor`")
        }
    }

    init(wrapping error: any Error) {
        switch error {
        case let error as TrailError: self = error
        case let error as HostError: self.init(error)
        default: self.init(.failed, "cannot use the trail: \(error)", remedy: "see `monkey log verify`")
        }
    }

    /// What is not recorded does not happen: the answer to who wanted to begin an attack.
    package var refusal: Refusal { Refusal(description, remedy: remedy) }
}

/// Runs the body with one kind of error.
func trailErrors<Result: ~Copyable>(_ body: () throws -> Result) throws(TrailError) -> Result {
    do { return try body() } catch { throw TrailError(wrapping: error) }
}
