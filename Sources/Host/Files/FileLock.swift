internal import Glibc
internal import SystemPackage

/// A lock on an open file by flock(2): held across processes until this value goes, whatever ends the process.
///
/// It belongs to the open file description, so two threads that open the file themselves exclude each other too.
package struct FileLock: ~Copyable, Sendable {
    package enum Mode: Sendable { case shared, exclusive }

    private let file: LogFile

    /// Takes the lock.
    ///
    /// - Parameter patience: how long to wait while somebody else has it. A holder can be stopped or hang, and what is
    ///   behind the lock may have to happen all the same: so the wait ends.
    /// - Throws: `HostError` with EWOULDBLOCK when the patience ran out; it names the holder where the kernel does.
    package init(_ file: consuming LogFile, _ mode: Mode, patience: Duration) throws(HostError) {
        let number = file.descriptor.number
        let path = file.path
        let wanted = (mode == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB
        let deadline = ContinuousClock.now.advanced(by: patience)
        // A waiter sleeps 0.2 ms, then longer, up to 10 ms: flock itself cannot be waited for with a limit.
        var pause = 200_000
        while true {
            guard case .failure(let number) = errnoResult({ flock(number, wanted) }) else { break }
            guard number == .wouldBlock else { throw HostError(operation: "lock", subject: path, errno: number) }
            guard ContinuousClock.now < deadline else {
                let inode = try file.status().inode
                throw HostError(
                    operation: "lock", subject: path, cause: Self.holder(of: inode) + " has held it for too long",
                    errno: number)
            }
            var time = timespec(tv_sec: 0, tv_nsec: pause)
            _ = unsafe nanosleep(&time, nil)
            pause = min(pause * 2, 10_000_000)
        }
        self.file = file
    }

    /// `process 412`, by /proc/locks; see proc_locks(5).
    private static func holder(of inode: UInt64) -> String {
        let table = (try? readText("/proc/locks")) ?? ""  // only for the sentence: without it nobody is named
        for line in table.split(separator: "\n") where !line.contains("->") {
            let words = line.split(separator: " ")
            guard words.count > 5, words[1] == "FLOCK", words[5].hasSuffix(":\(inode)") else { continue }
            return "process \(words[4])"
        }
        return "another process"
    }
}
