import Testing

@testable import Host

@Suite("/proc/PID/stat")
struct StatLineTests {
    /// Fields 3 to 24 with the parent 7, the flags of a kernel thread or none, and the start 4242.
    static func line(_ name: String, state: String = "S", flags: UInt32 = 0x0040_0100) -> String {
        "123 (\(name)) \(state) 7 123 123 -1 -1 \(flags) 1 2 3 4 5 6 7 8 20 0 1 0 4242 1000 20 18446744073709551615 1\n"
    }

    @Test(
        "is read whatever the name holds",
        arguments: [
            "sleep", "a b", "a) S 9 (b", ")", "(", "()", "((sd-pam))", "x\ny", "", ") R 1 2 3 4 5 6 7 8 9 10", "ä",
        ])
    func names(name: String) throws {
        let line = try #require(StatLine(Array(Self.line(name).utf8)))
        #expect(line.name == name)
        #expect(line.state == "S")
        #expect(line.parent == 7)
        #expect(line.startTime == 4242)
        #expect(!line.isKernelThread)
    }

    @Test("tells kernel threads by their flag")
    func kernelThread() {
        #expect(StatLine(Array(Self.line("kthreadd", flags: 0x0020_8040).utf8))?.isKernelThread == true)
    }

    @Test("takes bytes that are no text")
    func bytes() {
        var bytes = Array(Self.line("??").utf8)
        bytes[5] = 0xff
        bytes[6] = 0xfe
        #expect(StatLine(bytes)?.name == "\u{fffd}\u{fffd}")
    }

    @Test(
        "is not read from what is none, nor from a part of one",
        arguments: [
            "", "123", "123 (sleep", "123 (sleep)", "123 sleep) S 1", ")(", "123 (a) S x 1 1 0 0 0 0", "(a) S 1 1",
        ])
    func garbage(text: String) {
        #expect(StatLine(Array(text.utf8)) == nil)
    }

    @Test("cut off anywhere gives nothing or the right start")
    func cut() {
        let whole = Array(Self.line("a) b").utf8)
        let end = whole.count - " 1000 20 18446744073709551615 1\n".utf8.count
        for length in 0..<(end - 3) { #expect(StatLine(whole[..<length]) == nil, "cut to \(length)") }
        for length in end...whole.count { #expect(StatLine(whole[..<length])?.startTime == 4242, "cut to \(length)") }
    }
}

@Suite("/proc/PID/cgroup")
struct CgroupPathTests {
    @Test(
        "gives the path of version 2, or of systemd's own tree where that says more",
        arguments: [
            ("0::/system.slice/nginx.service\n", "/system.slice/nginx.service"),
            ("0::/\n", "/"),
            (
                "12:cpu,cpuacct:/x\n1:name=systemd:/system.slice/a.service\n0::/system.slice/a.service\n",
                "/system.slice/a.service"
            ),
            ("1:name=systemd:/system.slice/a.service\n0::/\n", "/system.slice/a.service"),
            ("4:memory:/m\n1:name=systemd:/user.slice\n", "/user.slice"),
            ("4:memory:/m\n", nil),
            ("0::/a:b::c\n", "/a:b::c"),
            ("0::/gone.service (deleted)\n", "/gone.service"),
            ("0::/../sibling\n", "/../sibling"),
            ("", nil), ("nonsense\n0:\n", nil),
        ] as [(String, String?)])
    func paths(text: String, path: String?) {
        #expect(unifiedCgroup(text) == path)
    }

    @Test(
        "names the unit below the slices, and no other",
        arguments: [
            ("/system.slice/nginx.service", "nginx.service"),
            ("/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service"),
            ("/user.slice/user-1000.slice/user@1000.service/app.slice/x.service", "user@1000.service"),
            ("/user.slice/user-0.slice/session-3.scope", "session-3.scope"),
            ("/init.scope", "init.scope"),
            ("/system.slice/docker-\(id).scope/system.slice/nginx.service", "docker-\(id).scope"),
            ("/docker/\(id)/system.slice/nginx.service", nil),
            ("/system.slice/x.service/inner/y.service", "x.service"),
            ("/system.slice/_cgroup.service", "cgroup.service"),
            ("/system.slice", nil), ("/", nil), ("", nil), ("/system.slice/.service", nil), ("/kubepods/pod1", nil),
        ] as [(String, String?)])
    func units(path: String, unit: String?) {
        #expect(systemdUnit(ofCgroup: path) == unit)
    }

    static let id = String(repeating: "0123456789abcdef", count: 4)
    static let other = String(repeating: "fedcba9876543210", count: 4)

    @Test(
        "names the container by its 64 digits",
        arguments: [
            ("/docker/\(id)", id),
            ("/system.slice/docker-\(id).scope", id),
            ("/machine.slice/libpod-\(id).scope/container", id),
            ("/machine.slice/libpod-conmon-\(id).scope", nil),
            ("/kubepods.slice/kubepods-burstable.slice/cri-containerd-\(id).scope", id),
            ("/kubepods/burstable/pod0/\(id)", id),
            ("/system.slice/containerd.service/kubepods-pod1.slice:cri-containerd:\(id)", id),
            ("/docker/\(id)/docker/\(other)", other),
            ("/docker/\(id)0", nil), ("/docker/\(id.dropLast())", nil), ("/docker/\(id.uppercased())", nil),
            ("/system.slice/nginx.service", nil),
        ] as [(String, String?)])
    func containers(path: String, expected: String?) {
        #expect(container(ofCgroup: path) == expected)
    }
}
