import Glibc
import Testing

@testable import Host

/// A made-up /proc, for what real processes do only at the wrong moment.
@Suite("Reading /proc")
struct ProcFolderTests {
    static func process(_ pid: Int32, _ name: String = "x", flags: UInt32 = 0) -> String {
        "\(pid) (\(name)) S 1 1 1 0 -1 \(flags) 0 0 0 0 0 0 0 0 20 0 1 0 \(pid)00 0 0 0\n"
    }

    @Test("leaves out what is no process and what is gone when it is looked at")
    func vanishing() throws {
        let tree = try Tree([
            "5/stat": Self.process(5), "5/cmdline": "five\0", "5/cgroup": "0::/a\n",
            "6/comm": "died before its status was read\n",
            "self/stat": Self.process(5), "7x/stat": Self.process(7), "99999999999/stat": Self.process(9),
            "uptime": "1 1\n",
        ])
        let found = try Processes(root: tree.path).all()
        #expect(found.map(\.identity) == [ProcessIdentity(pid: 5, startTime: 500)])
        #expect(try Processes(root: tree.path).facts(of: 6) == nil)
        #expect(Processes(root: tree.path).identity(of: 6) == nil)
    }

    @Test("is content with a process of which only the status can be read")
    func statusOnly() throws {
        let tree = try Tree(["5/stat": Self.process(5, "kworker/0:1", flags: 0x20_0000)])
        let facts = try #require(try Processes(root: tree.path).facts(of: 5))
        #expect(facts.name == "kworker/0:1")
        #expect(facts.isKernelThread)
        #expect(facts.executable == nil)
        #expect(facts.arguments.isEmpty)
        #expect(facts.cgroup == nil && facts.unit == nil && facts.containerID == nil)
        #expect(facts.userID == geteuid())
    }

    @Test(
        "splits a command line at its zeros",
        arguments: [
            ("", []), ("\0\0", []), ("sleep\u{0}1\0", ["sleep", "1"]), ("sleep", ["sleep"]),
            ("sh\0-c\0\0x y\0", ["sh", "-c", "", "x y"]),
            ("nginx: master process /usr/sbin/nginx\0\0\0\0", ["nginx: master process /usr/sbin/nginx"]),
            ("\0a\0", ["", "a"]),
        ] as [(String, [String])])
    func commandLines(text: String, arguments: [String]) throws {
        let tree = try Tree(["5/stat": Self.process(5), "5/cmdline": text])
        #expect(try Processes(root: tree.path).facts(of: 5)?.arguments == arguments)
    }

    @Test("reads a command line longer than its buffer")
    func longCommandLine() throws {
        let word = String(repeating: "x", count: 100_000)
        let tree = try Tree(["5/stat": Self.process(5), "5/cmdline": "a\0\(word)\0b\0"])
        #expect(try Processes(root: tree.path).facts(of: 5)?.arguments == ["a", word, "b"])
    }

    @Test("names the file a process runs, replaced or not")
    func executables() throws {
        let tree = try Tree(["5/stat": Self.process(5), "6/stat": Self.process(6)])
        try tree.link("5/exe", to: "/usr/sbin/nginx (deleted)")
        try tree.link("6/exe", to: "/usr/sbin/nginx")
        let found = try Processes(root: tree.path).matching(ProcessQuery(executable: { $0 == "/usr/sbin/nginx" }))
        #expect(Set(found.map(\.identity.pid)) == [5, 6])
    }

    @Test("a query asks for all that it names, and never for a kernel thread or a process without a command line")
    func queries() throws {
        let tree = try Tree([
            "5/stat": Self.process(5), "5/cmdline": "web\0--port\u{0}80\0",
            "6/stat": Self.process(6), "6/cmdline": "web\0--port\u{0}81\0",
            "7/stat": Self.process(7), "7/cmdline": "",
            "8/stat": Self.process(8, flags: 0x20_0000), "8/cmdline": "web\0",
        ])
        let processes = Processes(root: tree.path)
        func pids(_ query: ProcessQuery) throws -> Set<Int32> {
            Set(try processes.matching(query).map(\.identity.pid))
        }
        #expect(try pids(ProcessQuery(arguments: { $0.first == "web" })) == [5, 6])
        #expect(try pids(ProcessQuery(arguments: { $0.last == "81" })) == [6])
        #expect(try pids(ProcessQuery(arguments: { _ in true })) == [5, 6])
        #expect(try pids(ProcessQuery(user: geteuid(), arguments: { $0.last == "80" })) == [5])
        #expect(try pids(ProcessQuery(user: geteuid() &+ 1)) == [])
        #expect(try pids(ProcessQuery(executable: { _ in true })) == [])
        #expect(try pids(ProcessQuery()) == [5, 6, 7])
    }

    @Test("gives of an environment only what is named, the first of each")
    func environment() throws {
        let tree = try Tree([
            "5/stat": Self.process(5), "5/environ": "A=1\0MONKEY_GROUP=web=x\0SECRET=s\0A=2\0MONKEY_GROUPS=y\0B\0C=\0",
        ])
        let processes = Processes(root: tree.path)
        let identity = ProcessIdentity(pid: 5, startTime: 500)
        let found = processes.environment(of: identity, names: ["A", "MONKEY_GROUP", "B", "C", "D"])
        #expect(found == ["A": "1", "MONKEY_GROUP": "web=x", "C": ""])
        let other = ProcessIdentity(pid: 5, startTime: 501)
        #expect(processes.environment(of: other, names: ["A"]).isEmpty)
        #expect(processes.environment(of: ProcessIdentity(pid: 6, startTime: 600), names: ["A"]).isEmpty)
    }

    @Test("follows parents to the top, and out of a circle")
    func ancestors() throws {
        func process(_ pid: Int32, parent: Int32) -> String {
            "\(pid) (x) S \(parent) 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 \(pid) 0 0 0\n"
        }
        let tree = try Tree([
            "1/stat": process(1, parent: 0), "5/stat": process(5, parent: 1), "6/stat": process(6, parent: 5),
            "8/stat": process(8, parent: 9), "9/stat": process(9, parent: 8), "10/stat": process(10, parent: 77),
        ])
        let processes = Processes(root: tree.path)
        #expect(processes.ancestors(of: 6).map(\.pid) == [6, 5, 1])
        #expect(processes.ancestors(of: 8).map(\.pid) == [8, 9])
        #expect(processes.ancestors(of: 10).map(\.pid) == [10])
        #expect(processes.ancestors(of: 4).isEmpty)
    }

    @Test("says so where there is no /proc")
    func noProc() {
        #expect(throws: HostError.self) { _ = try Processes(root: "/nonexistent").all() }
        #expect(Processes(root: "/nonexistent").identity(of: 1) == nil)
    }

    @Test("lists a directory of numbers longer than one read")
    func manyEntries() throws {
        let tree = try Tree()
        for number in 1...3000 { try check(mkdir("\(tree.path)/\(number)", 0o700)) }
        let directory = try Descriptor.openDirectory(tree.path)
        #expect(try numericEntries(of: directory.number, subject: "it").sorted() == Array(1...3000))
    }
}
