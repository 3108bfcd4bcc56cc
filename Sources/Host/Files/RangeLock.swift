internal import Glibc
internal import SystemPackage

/// A lock on one byte of a file, held by an open file description: it ends with the process that holds it, however that
/// dies, and others can ask whether it is held without taking it. See fcntl_locking(2), "Open file description locks",
/// Linux 3.15.
package final class RangeLock: Sendable {
    private let file: HeldDescriptor

    private init(_ file: HeldDescriptor) { self.file = file }

    /// Takes the lock on the byte at `offset`, or returns nil at once if somebody holds it. The file is made if missing.
    package static func take(path: String, offset: Int64) throws(HostError) -> RangeLock? {
        let number = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard number >= 0 else { throw HostError(operation: "open lock", subject: path, errno: Errno(rawValue: errno)) }
        let file = HeldDescriptor(Descriptor(owning: number))
        var request = range(offset)
        guard unsafe fcntl(number, setLock, &request) == 0 else {
            if errno == EAGAIN || errno == EACCES { return nil }
            throw HostError(operation: "lock", subject: path, errno: Errno(rawValue: errno))
        }
        return RangeLock(file)
    }

    /// Replaces what stands in the file: who holds it.
    package func write(_ text: String) throws(HostError) {
        let number = file.number
        let bytes = Array(text.utf8)
        try errnoChecked(operation: "write", subject: "lock") { ftruncate(number, 0) }
        try errnoChecked(operation: "write", subject: "lock") { unsafe pwrite(number, bytes, bytes.count, 0) }
    }

    /// Whether somebody holds the lock. A missing file is held by nobody.
    package static func isHeld(path: String, offset: Int64) throws(HostError) -> Bool {
        let number = unsafe open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        if number < 0, errno == ENOENT { return false }
        guard number >= 0 else { throw HostError(operation: "open lock", subject: path, errno: Errno(rawValue: errno)) }
        let file = Descriptor(owning: number)
        var request = range(offset)
        guard unsafe fcntl(file.number, getLock, &request) == 0 else {
            throw HostError(operation: "ask for lock", subject: path, errno: Errno(rawValue: errno))
        }
        return request.l_type != Int16(F_UNLCK)
    }

    // Not imported into Swift: they stand behind a feature macro in <fcntl.h>.
    private static let getLock: Int32 = 36  // F_OFD_GETLK
    private static let setLock: Int32 = 37  // F_OFD_SETLK

    private static func range(_ offset: Int64) -> flock {
        flock(l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: Int(offset), l_len: 1, l_pid: 0)
    }
}
