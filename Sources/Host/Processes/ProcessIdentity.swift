internal import Glibc

/// One process and no other: its number, which the kernel gives out again, with the time it began, which never comes
/// back. proc(5), field 22 of /proc/PID/stat.
package struct ProcessIdentity: Codable, Hashable, Sendable, CustomStringConvertible {
    package let pid: Int32
    /// Clock ticks since boot (10 ms each on Linux).
    package let startTime: UInt64

    package init(pid: Int32, startTime: UInt64) {
        self.pid = pid
        self.startTime = startTime
    }

    package var description: String { "\(pid)@\(startTime)" }
}

/// The number of this process.
package var ownPID: Int32 { getpid() }
