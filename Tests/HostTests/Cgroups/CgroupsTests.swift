import CHost
import Glibc
import Testing

@testable import Host

@Suite("Control groups")
struct CgroupsTests {
    static let files = [
        "cgroup.controllers": "cpu memory\n", "cgroup.procs": "1\n",
        "system.slice/cgroup.procs": "", "system.slice/cpu.max": "400000 100000\n",
        "system.slice/web.service/cgroup.procs": "10\n11\n", "system.slice/web.service/cpu.max": "50000 100000\n",
        "system.slice/web.service/cpuset.cpus.effective": "0-1\n",
        "system.slice/web.service/inner/cgroup.procs": "12\n", "system.slice/web.service/inner/cpu.max": "max 100000\n",
        "system.slice/free.service/cgroup.procs": "", "system.slice/free.service/cpu.max": "max 100000\n",
        "system.slice/notes/readme": "no cgroup\n",
    ]

    @Test("list the processes in them and below")
    func processes() throws {
        let tree = try Tree(Self.files)
        let cgroups = Cgroups(root: tree.path)
        #expect(cgroups.isV2)
        #expect(cgroups.processes(in: "/system.slice/web.service").sorted() == [10, 11, 12])
        #expect(cgroups.processes(in: "/").sorted() == [1, 10, 11, 12])
        #expect(cgroups.processes(in: "/system.slice/gone.service").isEmpty)
        #expect(cgroups.children(of: "/system.slice") == ["/system.slice/free.service", "/system.slice/web.service"])
    }

    @Test(
        "are limited by the tightest quota on the way up",
        arguments: [
            ("/system.slice/web.service", 0.5), ("/system.slice/web.service/inner", 0.5),
            ("/system.slice/free.service", 4), ("/system.slice", 4), ("/", nil), ("/other", nil),
        ] as [(String, Double?)])
    func limit(cgroup: String, limit: Double?) throws {
        let tree = try Tree(Self.files)
        #expect(Cgroups(root: tree.path).cpuLimit(of: cgroup) == limit)
    }

    @Test("are read by file, and not by a path that climbs out")
    func reading() throws {
        let tree = try Tree(Self.files)
        try tree.write("secret", to: "outside")
        let cgroups = Cgroups(root: tree.path + "/system.slice")
        #expect(cgroups.read("cpu.max", of: "/web.service") == "50000 100000")
        #expect(cgroups.read("cpu.max", of: "/gone.service") == nil)
        #expect(cgroups.read("outside", of: "/..") == nil)
        #expect(cgroups.read("outside", of: "/web.service/../..") == nil)
        #expect(!cgroups.exists("/.."))
        #expect(throws: HostError.self) { try cgroups.write("1", to: "outside", of: "/..") }
        #expect(cgroups.cpus(of: "/web.service") == CPUSet([0, 1]))
        #expect(cgroups.cpus(of: "/free.service") == nil)
    }

    @Test("have the number of their folder")
    func identity() throws {
        let tree = try Tree(Self.files)
        let cgroups = Cgroups(root: tree.path)
        var status = stat()
        try check(lstat(tree.path + "/system.slice/web.service", &status))
        let inode = UInt64(status.st_ino)
        #expect(cgroups.id(of: "/system.slice/web.service") == inode)
        #expect(cgroups.id(of: "/gone") == nil)
    }

    /// Where version 2 is mounted on this machine and may be written to.
    static let live = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"].first {
        access($0 + "/cgroup.procs", W_OK) == 0 && access($0 + "/cgroup.subtree_control", W_OK) == 0
    }

    @Test(
        "of the kernel take processes, and carry marks", .enabled(if: live != nil, "needs root and cgroup v2 mounted"))
    func kernel() async throws {
        let cgroups = Cgroups(root: try #require(Self.live))
        let name = "/monkey-test-\(UInt32.random(in: 0 ... .max))"
        try check(mkdir(cgroups.folder(name), 0o755))
        defer { rmdir(cgroups.folder(name)) }
        try await withChild { child in
            let pid = child.identity.pid
            try cgroups.add(pid, to: name)
            #expect(cgroups.processes(in: name) == [pid])
            #expect(try readText("/proc/\(pid)/cgroup").contains("0::\(name)\n"))
            #expect(cgroups.attribute("user.monkey.group", of: name) == nil)
            let made = setxattr(cgroups.folder(name), "user.monkey.group", "web", 3, 0)
            if made == 0 { #expect(cgroups.attribute("user.monkey.group", of: name) == "web") }
            try await child.end()
            while !cgroups.processes(in: name).isEmpty { sched_yield() }
        }
        #expect(throws: HostError.self) { try cgroups.add(1, to: "/no such cgroup") }
    }
}
