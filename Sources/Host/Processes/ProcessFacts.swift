/// What /proc tells of one process.
package struct ProcessFacts: Sendable, Hashable {
    package let identity: ProcessIdentity
    package let parent: Int32
    /// The kernel's name for it, at most 15 bytes; anything may stand in it.
    package let name: String
    /// The file that runs, also after it was replaced. Nil for kernel threads, for zombies, and where we may not look.
    package let executable: String?
    package let arguments: [String]
    /// Its effective user.
    package let userID: UInt32
    /// `R` running, `S` sleeping, `D` uninterruptible, `Z` zombie, `T` stopped, `t` traced, `X` dead.
    package let state: Character
    package let isKernelThread: Bool
    /// Below the root of cgroup2: `/system.slice/nginx.service`.
    package let cgroup: String?

    /// The unit of the system's manager it belongs to.
    package var unit: String? { cgroup.flatMap(systemdUnit(ofCgroup:)) }

    /// The container it runs in, by its 64 hexadecimal digits.
    package var containerID: String? { cgroup.flatMap(container(ofCgroup:)) }
}

/// Field by field from the line of /proc/PID/stat. The name stands in parentheses and may itself hold spaces,
/// parentheses and newlines, so it ends at the last one.
struct StatLine {
    let name: String
    let state: Character
    let parent: Int32
    let isKernelThread: Bool
    let startTime: UInt64

    init?(_ bytes: some BidirectionalCollection<UInt8>) {
        guard let open = bytes.firstIndex(of: UInt8(ascii: "(")), let close = bytes.lastIndex(of: UInt8(ascii: ")")),
            open < close
        else { return nil }
        let fields = bytes[bytes.index(after: close)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 19, let state = fields[0].first, let parent = number(fields[1]),
            let flags = number(fields[6]),
            let start = number(fields[19])
        else { return nil }
        name = String(decoding: bytes[bytes.index(after: open)..<close], as: UTF8.self)
        self.state = Character(UnicodeScalar(state))
        self.parent = Int32(truncatingIfNeeded: parent)
        isKernelThread = flags & 0x0020_0000 != 0  // PF_KTHREAD, include/linux/sched.h
        startTime = start
    }
}

/// The decimal number, or nil.
func number(_ digits: some Collection<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for digit in digits {
        guard digit >= 48, digit <= 57 else { return digit == 10 && !digits.isEmpty ? value : nil }
        value = value &* 10 &+ UInt64(digit - 48)
    }
    return digits.isEmpty ? nil : value
}
