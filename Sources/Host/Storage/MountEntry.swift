internal import SystemPackage

/// One mount, as a line of /proc/self/mountinfo tells (proc(5)).
package struct MountEntry: Hashable, Sendable {
    package let id: Int
    /// Of the filesystem: `major:minor`.
    package let device: String
    package let point: String
    /// As mount(8) names it: `ext4`, `nfs4`, `fuse.sshfs`.
    package let type: String
    /// What is mounted: a device, a server's path, or a mere word.
    package let source: String

    /// `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw`; nil for anything else.
    package init?(line: Substring) {
        let words: [String] = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard let dash = words.firstIndex(of: "-"), dash >= 6, words.count > dash + 2, let id = Int(words[0]) else {
            return nil
        }
        self.id = id
        device = words[2]
        point = Self.unescaped(words[4])
        type = words[dash + 1]
        source = Self.unescaped(words[dash + 2])
    }

    /// The kernel writes blank, tab, newline and backslash as three octal digits.
    static func unescaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3, digits.allSatisfy({ (48...55).contains($0) }) {
                bytes.append(digits.reduce(0) { $0 &* 8 &+ ($1 - 48) })
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Descriptor {
    /// The mount through which this file or directory was opened.
    ///
    /// - Throws: `HostError` if /proc does not tell.
    package func mount() throws(HostError) -> MountEntry {
        let info = try readText("/proc/self/fdinfo/\(number)")
        let id = info.split(separator: "\n").first { $0.hasPrefix("mnt_id:") }
            .flatMap { $0.split(whereSeparator: \.isWhitespace).last }.flatMap { Int($0) }
        let lines = try readText("/proc/self/mountinfo").split(separator: "\n")
        guard let id, let entry = lines.lazy.compactMap({ MountEntry(line: $0) }).first(where: { $0.id == id }) else {
            throw HostError(
                operation: "find", subject: "the mount of descriptor \(number)",
                cause: "/proc/self/mountinfo does not list it", errno: .noSuchFileOrDirectory)
        }
        return entry
    }
}
