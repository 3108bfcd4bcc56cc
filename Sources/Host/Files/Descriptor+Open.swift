internal import CHost
internal import Glibc
internal import SystemPackage

extension Descriptor {
    /// How a path may be resolved; see openat2(2).
    package struct Resolve: OptionSet, Sendable {
        package let rawValue: UInt64

        package init(rawValue: UInt64) {
            self.rawValue = rawValue
        }

        /// No component may be a symbolic link.
        package static let noSymlinks = Resolve(rawValue: chost_resolve_no_symlinks)
    }

    /// Opens a file by openat(2), or by openat2(2) (Linux 5.6) where `resolve` restricts the way; always close-on-exec.
    ///
    /// - Parameters:
    ///   - path: absolute, or relative to `directory`.
    ///   - flags: `O_RDONLY`, …
    ///   - mode: of a file this creates, before the umask.
    ///   - directory: the descriptor a relative path starts from; the working directory without one.
    static func open(
        _ path: String, flags: Int32, mode: UInt32 = 0, resolve: Resolve = [], at directory: Int32 = AT_FDCWD,
        operation: String = "open"
    ) throws(HostError) -> Descriptor {
        let number = try errnoChecked(operation: operation, subject: path, mend: mendOfOpen) {
            if resolve.isEmpty {
                return unsafe openat(directory, path, flags | O_CLOEXEC, mode)
            }
            return unsafe chost_openat2(
                directory, path, UInt64(flags | O_CLOEXEC), UInt64(mode), resolve.rawValue)
        }
        return Descriptor(owning: number)
    }

    /// Opens a directory itself, not what a symbolic link at its place points to.
    package static func openDirectory(_ path: String) throws(HostError) -> Descriptor {
        try open(path, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW, operation: "open directory")
    }

    /// Opens a file for reading.
    package static func openForReading(_ path: String, resolve: Resolve = []) throws(HostError) -> Descriptor {
        try open(path, flags: O_RDONLY, resolve: resolve)
    }
}

private func mendOfOpen(_ number: Errno) -> String? {
    switch number {
    case .noFunction: "openat2 needs Linux 5.6"
    case .tooManySymbolicLinkLevels: "a component is a symbolic link, which is not followed here"
    case .permissionDenied where geteuid() != 0: "run as root"
    default: nil
    }
}
