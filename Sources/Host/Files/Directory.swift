internal import Glibc
internal import SystemPackage

/// A directory held open, so that its files are named relative to it and nobody can put another one in its place.
///
/// Every name given here is a single component; a symbolic link in its place is not followed.
package struct Directory: ~Copyable, Sendable {
    /// For error sentences; the descriptor is what counts.
    package let path: String
    private let descriptor: Descriptor

    /// Opens the directory itself, not what a symbolic link at its place points to.
    package init(_ path: String) throws(HostError) {
        self.path = path
        descriptor = try .openDirectory(path)
    }

    /// Makes a directory that only its owner may enter; one that is there already stays as it is.
    package static func make(_ path: String) throws(HostError) {
        let made = errnoResult { unsafe mkdir(path, 0o700) }
        guard case .failure(let number) = made, number != .fileExists else { return }
        throw HostError(operation: "make directory", subject: path, errno: number, mend: mend(number))
    }

    package func status() throws(HostError) -> FileStatus {
        try .of(descriptor.number, subject: path)
    }

    /// The names in it, unsorted, without `.` and `..`.
    package func names() throws(HostError) -> [String] {
        let path = self.path
        let copy = try Descriptor.open(".", flags: O_RDONLY | O_DIRECTORY, at: descriptor.number, operation: "list")
            .release()
        guard let stream = unsafe fdopendir(copy) else {
            let number = Errno(rawValue: errno)
            _ = Glibc.close(copy)
            throw HostError(operation: "list", subject: path, errno: number)
        }
        defer { unsafe _ = closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        let number = Errno(rawValue: errno)
        guard number.rawValue == 0 else { throw HostError(operation: "list", subject: path, errno: number) }
        return names
    }

    /// Gives a file of this directory another name in it, over a file that has that name; see rename(2).
    package func rename(_ name: String, to other: String) throws(HostError) {
        let number = descriptor.number
        try errnoChecked(operation: "rename", subject: "\(path)/\(name) to \(other)", mend: Self.mend) {
            unsafe renameat(number, name, number, other)
        }
    }

    /// Removes a file; one that is not there is fine.
    package func remove(_ name: String) throws(HostError) {
        let number = descriptor.number
        let removed = errnoResult { unsafe unlinkat(number, name, 0) }
        guard case .failure(let cause) = removed, cause != .noSuchFileOrDirectory else { return }
        throw HostError(operation: "remove", subject: "\(path)/\(name)", errno: cause)
    }

    /// Makes names that were made, renamed or removed here durable; see fsync(2).
    package func sync() throws(HostError) {
        let number = descriptor.number
        try errnoChecked(operation: "sync", subject: path) { fsync(number) }
    }

    /// Opens a file of this directory.
    package func open(_ name: String, _ access: LogFile.Access) throws(HostError) -> LogFile {
        let flags: Int32 =
            switch access {
            case .read: O_RDONLY
            case .readWrite: O_RDWR
            case .openOrMake: O_RDWR | O_CREAT
            case .make: O_RDWR | O_CREAT | O_EXCL
            }
        let path = "\(self.path)/\(name)"
        let number = descriptor.number
        let opened = try errnoChecked(
            operation: flags & O_CREAT == 0 ? "open" : "make", subject: path, mend: Self.mend
        ) {
            unsafe openat(number, name, flags | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0o600)
        }
        return LogFile(Descriptor(owning: opened), path: path)
    }

    private static func mend(_ number: Errno) -> String? {
        switch number {
        case .permissionDenied where geteuid() != 0: "run as root"
        case .tooManySymbolicLinkLevels: "a symbolic link is not followed here"
        default: nil
        }
    }
}
