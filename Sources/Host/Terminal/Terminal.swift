internal import Glibc

/// Standard output and error, written at once: what follows an attack must be seen as it happens, on a terminal and
/// through a pipe.
package enum Terminal {
    package enum Stream: Int32, Sendable { case output = 1, error = 2 }

    /// Whether a person looks at standard output; isatty(3).
    package static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Writes all of the text. A reader that went away is no error: what the program does goes on, unseen.
    package static func write(_ text: String, to stream: Stream = .output) {
        let bytes = Array(text.utf8)
        var offset = 0
        while offset < bytes.count {
            let start = offset
            let result = unsafe bytes.withUnsafeBytes { buffer in
                errnoResult {
                    guard let base = buffer.baseAddress else { return 0 }
                    return unsafe Glibc.write(stream.rawValue, base + start, buffer.count - start)
                }
            }
            guard case .success(let written) = result, written > 0 else { return }
            offset += written
        }
    }

    /// A closed pipe becomes an error of write(2) instead of the end of the process; signal(7).
    package static func ignoreClosedPipes() { _ = signal(SIGPIPE, SIG_IGN) }
}
