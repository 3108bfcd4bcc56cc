internal import CHost
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
        let listing = try Descriptor.open(
            ".", flags: O_RDONLY | O_DIRECTORY, at: directory.number, operation: "list the processes in")
        return try numericEntries(of: listing.number, subject: path)
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

    /// The file a process runs. The kernel adds ` (deleted)` to its path once an upgrade has replaced it: left out.
    func executable(_ pid: Int32) -> String? {
        let size = unsafe buffer.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return -1 }
            return unsafe readlinkat(directory.number, "\(pid)/exe", base, 4096)
        }
        guard size >= 0 else { return nil }
        let mark = " (deleted)".utf8
        let isReplaced = buffer[..<size].suffix(mark.count).elementsEqual(mark)
        return String(decoding: buffer[..<(isReplaced ? size - mark.count : size)], as: UTF8.self)
    }

    /// The owner of `/proc/PID` itself is the effective user, whether the process may be dumped or not.
    func user(_ pid: Int32) -> UInt32? {
        var status = Glibc.stat()
        let result = unsafe fstatat(directory.number, "\(pid)", &status, AT_SYMLINK_NOFOLLOW)
        return result == 0 ? status.st_uid : nil
    }

    func stat(_ pid: Int32) -> StatLine? { with(pid, "stat") { StatLine($0) } }

    /// The words of the command line; none for kernel threads and zombies. A process that renames itself fills the rest
    /// of its command line with zeros: the empty words at the end are left out.
    func arguments(_ pid: Int32) -> [String]? {
        with(pid, "cmdline") { bytes in
            guard let last = bytes.lastIndex(where: { $0 != 0 }) else { return [] }
            return bytes[...last].split(separator: 0, omittingEmptySubsequences: false).map {
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
            executable: executable(pid), arguments: arguments(pid) ?? [], userID: user, state: stat.state,
            isKernelThread: stat.isKernelThread, cgroup: cgroup(pid))
        // All of it must be of one process: the number may have changed hands between two reads.
        return self.stat(pid)?.startTime == stat.startTime ? facts : nil
    }
}

/// The entries of an open directory that are numbers, from where it was last read to; getdents64(2).
func numericEntries(of directory: Int32, subject: @autoclosure () -> String) throws(HostError) -> [Int32] {
    var entries: [Int32] = []
    var part = [Int32](repeating: 0, count: 1400)
    var end: Int32 = 0
    while end == 0 {
        let count = try errnoChecked(operation: "list", subject: subject()) {
            unsafe chost_numeric_entries(directory, &part, part.count, &end)
        }
        entries.append(contentsOf: part[..<Int(count)])
    }
    return entries
}
