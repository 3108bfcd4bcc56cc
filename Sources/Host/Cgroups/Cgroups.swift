internal import CHost
internal import Glibc
internal import SystemPackage

/// Control groups, version 2; cgroups(7) and the kernel's admin-guide/cgroup-v2.rst. A cgroup is named by its path below the
/// root, as in /proc/PID/cgroup: `/system.slice/nginx.service`.
package struct Cgroups: Sendable {
    /// Where cgroup2 is mounted.
    package let root: String

    package init(root: String = "/sys/fs/cgroup") { self.root = root }

    /// Whether the unified hierarchy is mounted at the root.
    package var isV2: Bool { unsafe access(root + "/cgroup.controllers", F_OK) == 0 }

    /// The folder of a cgroup. The name comes from the host: a path that climbs is refused as one that is not there.
    package func folder(_ cgroup: String) -> String {
        cgroup.split(separator: "/").contains("..") ? root + "/.refused" : root + (cgroup == "/" ? "" : cgroup)
    }

    package func exists(_ cgroup: String) -> Bool { unsafe access(folder(cgroup) + "/cgroup.procs", F_OK) == 0 }

    /// One of its files without the final newline; nil where the file or the cgroup is not there.
    package func read(_ file: String, of cgroup: String) -> String? {
        (try? readText(folder(cgroup) + "/" + file))?.trimmingNewlines
    }

    package func write(_ text: String, to file: String, of cgroup: String) throws(HostError) {
        let path = folder(cgroup) + "/" + file
        let descriptor = try Descriptor.open(path, flags: O_WRONLY | O_NOFOLLOW, operation: "write")
        try descriptor.writeAll(Array(text.utf8))
    }

    /// Moves a process into a cgroup, with all its threads.
    package func add(_ pid: Int32, to cgroup: String) throws(HostError) {
        try write("\(pid)", to: "cgroup.procs", of: cgroup)
    }

    /// Every process in the cgroup and below it.
    package func processes(in cgroup: String) -> [Int32] {
        let own = (read("cgroup.procs", of: cgroup) ?? "").split(separator: "\n").compactMap { Int32($0) }
        return own + children(of: cgroup).flatMap(processes)
    }

    package func children(of cgroup: String) -> [String] {
        guard let directory = try? Directory(folder(cgroup)), let names = try? directory.names() else { return [] }
        let prefix = cgroup == "/" ? "" : cgroup
        return names.map { "\(prefix)/\($0)" }.filter(exists).sorted()
    }

    /// The number by which the kernel knows a cgroup: the inode of its folder. A unit that restarts gets a new one.
    package func id(of cgroup: String) -> UInt64? {
        var status = stat()
        return unsafe lstat(folder(cgroup), &status) == 0 ? UInt64(status.st_ino) : nil
    }

    /// An extended attribute of the cgroup's folder, `user.monkey.group`; xattr(7), on cgroup2 since Linux 5.7.
    package func attribute(_ name: String, of cgroup: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let path = folder(cgroup)
        let size = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe lgetxattr(path, name, bytes.baseAddress, bytes.count)
        }
        return size < 0 ? nil : String(decoding: buffer[..<size], as: UTF8.self)
    }

    /// The CPU time the cgroup may use, in CPUs (`cpu.max`, 0.5 = half of one); nil for no limit at any level above it.
    package func cpuLimit(of cgroup: String) -> Double? {
        var least: Double?
        var path = cgroup
        while path != "/" && !path.isEmpty {
            let words = (read("cpu.max", of: path) ?? "max").split(separator: " ")
            if words.count == 2, let quota = Double(words[0]), let period = Double(words[1]), period > 0 {
                least = min(least ?? .infinity, quota / period)
            }
            path = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        }
        return least
    }

    /// The CPUs that processes of the cgroup may run on; all online ones where the controller is not enabled.
    package func cpus(of cgroup: String) -> CPUSet? {
        read("cpuset.cpus.effective", of: cgroup).flatMap(CPUSet.init)
    }
}
