internal import Glibc

/// The kernel under us and what it lets this process do.
package struct Kernel: Sendable {
    /// Whether a module is there, without loading it.
    package enum ModuleState: Sendable, Hashable {
        /// Loaded, or compiled in.
        case present
        /// A file that modprobe(8) would load.
        case loadable
        case missing
    }

    package init() {}

    /// As in uname(2): `6.1.0-37-cloud-amd64`.
    package var release: String {
        (try? readText("/proc/sys/kernel/osrelease"))?.trimmingNewlines ?? ""
    }

    package var hostName: String {
        (try? readText("/proc/sys/kernel/hostname"))?.trimmingNewlines ?? ""
    }

    /// - Parameter name: as in modules.dep(5); `-` and `_` are the same.
    package func module(_ name: String) -> ModuleState {
        let plain = name.replacing("-", with: "_")
        if unsafe access("/sys/module/\(plain)", F_OK) == 0 { return .present }
        let folder = "/lib/modules/\(release)"
        if Self.lists("\(folder)/modules.builtin", plain) { return .present }
        return Self.lists("\(folder)/modules.dep", plain) ? .loadable : .missing
    }

    /// Whether one of the lines begins with a path to the module: `kernel/net/sched/sch_netem.ko.xz: …`.
    private static func lists(_ path: String, _ name: String) -> Bool {
        guard let text = try? readText(path) else { return false }
        return text.utf8.split(separator: UInt8(ascii: "\n")).contains { line in
            let path = line.prefix { $0 != UInt8(ascii: ":") }
            let start = path.lastIndex(of: UInt8(ascii: "/")).map { path.index(after: $0) } ?? path.startIndex
            let base = path[start...].prefix { $0 != UInt8(ascii: ".") }
            return base.elementsEqual(name.utf8) { $0 == $1 || ($0 == UInt8(ascii: "-") && $1 == UInt8(ascii: "_")) }
        }
    }

    package var isRoot: Bool { geteuid() == 0 }

    /// Whether this process has a capability in its effective set; capabilities(7), proc(5).
    package func has(_ capability: Capability) -> Bool {
        guard let status = try? readText("/proc/self/status"),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("CapEff:") }),
            let mask = UInt64(line.dropFirst("CapEff:".count).trimmingWhitespace, radix: 16)
        else { return false }
        return mask & (1 << capability.rawValue) != 0
    }

    /// The program that runs, even after its file was replaced: readlink(2) of /proc/self/exe without ` (deleted)`.
    package var selfExecutable: String {
        let path = linkTarget("/proc/self/exe") ?? ""
        return path.hasSuffix(" (deleted)") ? String(path.dropLast(" (deleted)".count)) : path
    }
}

/// The capabilities that monkeys need, by their numbers in capabilities(7).
package enum Capability: UInt64, Sendable, Hashable, CaseIterable {
    case dacOverride = 1
    case kill = 5
    case netAdmin = 12
    case sysPtrace = 19
    case sysAdmin = 21
    case sysNice = 23
    case sysResource = 24

    /// As in the man page: `CAP_NET_ADMIN`.
    package var name: String {
        switch self {
        case .dacOverride: "CAP_DAC_OVERRIDE"
        case .kill: "CAP_KILL"
        case .netAdmin: "CAP_NET_ADMIN"
        case .sysPtrace: "CAP_SYS_PTRACE"
        case .sysAdmin: "CAP_SYS_ADMIN"
        case .sysNice: "CAP_SYS_NICE"
        case .sysResource: "CAP_SYS_RESOURCE"
        }
    }
}

/// What a symbolic link says, or nil.
package func linkTarget(_ path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let size = unsafe buffer.withUnsafeMutableBytes { bytes in
        guard let base = bytes.baseAddress else { return -1 }
        return unsafe readlink(path, base, bytes.count)
    }
    return size < 0 ? nil : String(decoding: buffer[..<size], as: UTF8.self)
}

extension StringProtocol {
    var trimmingNewlines: String { String(self.drop { $0.isNewline }.reversed().drop { $0.isNewline }.reversed()) }
    var trimmingWhitespace: String {
        String(self.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }

    fileprivate func replacing(_ old: Character, with new: Character) -> String {
        String(map { $0 == old ? new : $0 })
    }
}
