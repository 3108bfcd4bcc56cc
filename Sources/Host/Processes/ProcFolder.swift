internal import Glibc
internal import SystemPackage

/// /proc held open, with one buffer for everything that is read: a pass over 20 000 processes must not cost more than
/// `ps` does. A process that is gone reads as nil, never as an error.
final class ProcFolder {
    private let directory: Descriptor
    private var buffer = [UInt8](repeating: 0, count: 16 << 10)
    let path: String

    init(_ path: String) throws(HostError) {
        self.path = path
        directory = try Descriptor.openDirectory(path)
    }

    /// The numbers of all processes at this moment.
    func pids() throws(HostError) -> [Int32] {
        let names = try Directory(path).names()
        return names.compactMap { name in name.utf8.first.flatMap { $0 >= 48 && $0 <= 57 ? Int32(name) : nil } }
    }

    /// Calls `body` with the contents of `PID/name`; nil where it cannot be read.
    func with<Result>(_ pid: Int32, _ name: String, _ body: (ArraySlice<UInt8>) -> Result?) -> Result? {
        let file = unsafe openat(directory.number, "\(pid)/\(name)", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var filled = 0
        while true {
            let start = filled
            let got = unsafe buffer.withUnsafeMutableBytes { bytes in
                guard let base = bytes.baseAddress else { return -1 }
                return unsafe read(file, base + start, bytes.count - start)
            }
            if got < 0 {
                if errno == EINTR { continue }
                return nil  // ESRCH: it died while we read; EACCES: not ours to look at
            }
            if got == 0 { return body(buffer[..<filled]) }
            filled += got
            if filled == buffer.count {
                guard filled < 8 << 20 else { return body(buffer[..<filled]) }
                buffer.append(contentsOf: repeatElement(0, count: filled))
            }
        }
    }

    func link(_ pid: Int32, _ name: String) -> String? {
        let size = unsafe buffer.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return -1 }
            return unsafe readlinkat(directory.number, "\(pid)/\(name)", base, 4096)
        }
        return size < 0 ? nil : String(decoding: buffer[..<size], as: UTF8.self)
    }

    /// The owner of `/proc/PID` itself is the effective user, whether the process may be dumped or not.
    func user(_ pid: Int32) -> UInt32? {
        var status = Glibc.stat()
        let result = unsafe fstatat(directory.number, "\(pid)", &status, AT_SYMLINK_NOFOLLOW)
        return result == 0 ? status.st_uid : nil
    }

    func stat(_ pid: Int32) -> StatLine? { with(pid, "stat") { StatLine($0) } }

    /// The words of the command line; none for kernel threads and zombies.
    func arguments(_ pid: Int32) -> [String]? {
        with(pid, "cmdline") { bytes in
            var words = bytes
            if words.last == 0 { words.removeLast() }
            guard !words.isEmpty else { return [] }
            return words.split(separator: 0, omittingEmptySubsequences: false).map {
                String(decoding: $0, as: UTF8.self)
            }
        }
    }

    func cgroup(_ pid: Int32) -> String? {
        with(pid, "cgroup") { unifiedCgroup(String(decoding: $0, as: UTF8.self)) }
    }

    func facts(_ pid: Int32) -> ProcessFacts? {
        guard let stat = stat(pid), let user = user(pid) else { return nil }
        let facts = ProcessFacts(
            identity: ProcessIdentity(pid: pid, startTime: stat.startTime), parent: stat.parent, name: stat.name,
            executable: link(pid, "exe"), arguments: arguments(pid) ?? [], userID: user, state: stat.state,
            isKernelThread: stat.isKernelThread, cgroup: cgroup(pid))
        // All of it must be of one process: the number may have changed hands between two reads.
        return self.stat(pid)?.startTime == stat.startTime ? facts : nil
    }
}
