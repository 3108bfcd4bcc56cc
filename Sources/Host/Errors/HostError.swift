package import SystemPackage

/// Something the machine did not let us do: the operation, what it was tried on, why it failed and, where it is known,
/// what would mend it. Its description is one sentence fit for a person.
package struct HostError: Error, CustomStringConvertible, Sendable, Equatable {
    /// What was tried, as a verb phrase that fits behind "cannot": `open`, `send signal 9 to`.
    package let operation: String
    /// What it was tried on: a path, a process, an address.
    package let subject: String
    /// Why it failed, in the words of the system or of the code that refused.
    package let cause: String
    /// The error number, when a system call gave one.
    package let errno: Errno?
    /// What would make it work, as a clause of its own: `run as root`.
    package let mend: String?

    package init(operation: String, subject: String, cause: String, errno: Errno? = nil, mend: String? = nil) {
        self.operation = operation
        self.subject = subject
        self.cause = cause
        self.errno = errno
        self.mend = mend
    }

    /// An error that a system call reported; the cause is the system's own text for the number.
    package init(operation: String, subject: String, errno: Errno, mend: String? = nil) {
        self.init(operation: operation, subject: subject, cause: errno.description, errno: errno, mend: mend)
    }

    package var description: String {
        let sentence = "cannot \(operation) \(subject): \(cause)" + (mend.map { "; \($0)" } ?? "")
        return sentence.escapingControlCharacters
    }
}

extension String {
    /// The text with control characters written as `\u{…}`, so that a name from the host cannot move the cursor or
    /// begin a new line of a log.
    package var escapingControlCharacters: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        var text = ""
        for scalar in unicodeScalars {
            if scalar.isControl {
                text += "\\u{" + String(scalar.value, radix: 16) + "}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

extension Unicode.Scalar {
    /// C0, DEL and C1; and the separators and direction marks that change how the rest of a line reads.
    fileprivate var isControl: Bool {
        value < 0x20 || (0x7f...0x9f).contains(value) || (0x2028...0x202e).contains(value)
            || (0x2066...0x2069).contains(value)
    }
}
