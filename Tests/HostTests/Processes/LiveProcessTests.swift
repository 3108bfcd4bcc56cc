import Glibc
import SystemPackage
import Testing

@testable import Host

/// Starts a program for the length of the body.
func withChild(
    _ executable: String = "/bin/sleep", _ arguments: [String] = ["3600"], environment: [String: String] = [:],
    newSession: Bool = false, _ body: (ChildProcess) async throws -> Void
) async throws {
    let child = try ChildProcess.start(
        executable: executable, arguments: arguments, environment: environment, newSession: newSession)
    do {
        try await body(child)
    } catch {
        _ = try? await child.end()
        throw error
    }
    if !child.hasExited { try await child.end() }
}

@Suite("A process of this machine")
struct LiveProcessTests {
    let processes = Processes()

    /// A copy of a program under a name of our own.
    static func copy(of path: String, as name: String, in tree: Tree) throws -> String {
        let bytes = try readFile(path)
        let file = try Descriptor.open(
            "\(tree.path)/\(name)", flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o755)
        try file.writeAll(bytes)
        try file.close()
        return "\(tree.path)/\(name)"
    }

    /// Waits until the child has become the program it was started as: until then it has our name and our file.
    static func settled(_ child: ChildProcess, as executable: String) throws -> ProcessFacts {
        while true {
            let facts = try #require(try Processes().facts(of: child.identity.pid))
            // In the middle of execve(2) the file is the new one while the command line is still to come.
            if facts.executable == executable && !facts.arguments.isEmpty { return facts }
            sched_yield()
        }
    }

    @Test("is described as it was started, whatever its name holds", arguments: ["a) R 1 (b", "x\ny", "ä sleep"])
    func facts(name: String) async throws {
        let tree = try Tree()
        let path = try Self.copy(of: resolvedPath("/bin/sleep"), as: name, in: tree)
        try await withChild(path, ["3600", "0.25"]) { child in
            let facts = try Self.settled(child, as: path)
            #expect(facts.identity == child.identity)
            #expect(facts.parent == getpid())
            #expect(facts.name == name)
            #expect(facts.arguments == [path, "3600", "0.25"])
            #expect(facts.userID == geteuid())
            #expect(!facts.isKernelThread)
            #expect(try processes.all().contains { $0.identity == child.identity })
            #expect(processes.ancestors(of: child.identity.pid).prefix(2).map(\.pid) == [child.identity.pid, getpid()])
        }
    }

    @Test("is found by its file after that was deleted")
    func deleted() async throws {
        let tree = try Tree()
        let path = try Self.copy(of: resolvedPath("/bin/sleep"), as: "old", in: tree)
        try await withChild(path) { child in
            _ = try Self.settled(child, as: path)
            try check(unlink(path))
            #expect(
                try processes.matching(ProcessQuery(executable: { $0 == path })).map(\.identity) == [child.identity])
        }
    }

    @Test("is found by its command line among all others")
    func matching() async throws {
        let word = "0.\(UInt32.random(in: 1_000_000...9_000_000))"
        try await withChild("/bin/sleep", ["3600", word]) { child in
            _ = try Self.settled(child, as: resolvedPath("/bin/sleep"))
            let query = ProcessQuery(
                user: geteuid(), executable: { $0.hasSuffix("/sleep") || $0.contains("coreutils") },
                arguments: { $0.last == word })
            #expect(try processes.matching(query).map(\.identity) == [child.identity])
        }
    }

    @Test("shows the named variables of its environment")
    func environment() async throws {
        try await withChild(environment: ["MONKEY_GROUP": "web", "SECRET": "s"]) { child in
            _ = try Self.settled(child, as: resolvedPath("/bin/sleep"))
            #expect(
                processes.environment(of: child.identity, names: ["MONKEY_GROUP", "MONKEY_ALLOW"])
                    == ["MONKEY_GROUP": "web"])
        }
    }

    @Test("is held only if it is the one meant")
    func hold() async throws {
        try await withChild { child in
            let other = ProcessIdentity(pid: child.identity.pid, startTime: child.identity.startTime + 1)
            #expect(try processes.hold(other) == nil)
            let held = try #require(try processes.hold(child.identity))
            #expect(!held.hasExited)
            #expect(try held.signal(0))
            #expect(try held.signal(SIGKILL))
            try await held.waitForExit()
            #expect(held.hasExited)
            #expect(try await child.waitForExit() == .signalled(SIGKILL))
            #expect(try !held.signal(SIGKILL))
            #expect(try processes.hold(child.identity) == nil)
            #expect(try processes.facts(of: child.identity.pid)?.identity != child.identity)
        }
    }

    @Test("that ended and was not waited for has no file and no command line, and has exited")
    func zombie() async throws {
        try await withChild("/bin/true", []) { child in
            try await child.process.waitForExit()
            #expect(child.hasExited)
            let facts = try #require(try processes.facts(of: child.identity.pid))
            #expect(facts.state == "Z")
            #expect(facts.executable == nil)
            #expect(facts.arguments.isEmpty)
            #expect(try processes.hold(child.identity)?.hasExited == true)
            #expect(try await child.waitForExit() == .exited(0))
        }
    }

    @Test("of the kernel is one", .enabled(if: Processes().identity(of: 2) != nil, "needs the host's PID namespace"))
    func kernelThread() throws {
        let facts = try #require(try processes.facts(of: 2))
        #expect(facts.isKernelThread == (facts.name == "kthreadd"))
    }

    @Test("there is none with the number 0 or with one beyond the range")
    func none() throws {
        #expect(try processes.facts(of: 0) == nil)
        #expect(try processes.facts(of: .max) == nil)
        #expect(processes.identity(of: -1) == nil)
        #expect(try processes.hold(ProcessIdentity(pid: .max, startTime: 0)) == nil)
    }

    @Test("every one is listed while others come and go")
    func churn() async throws {
        try await withChild { child in
            let churn = Task {
                while !Task.isCancelled {
                    _ = try await ChildProcess.start(executable: "/bin/true", arguments: []).waitForExit()
                }
            }
            for _ in 0..<20 {
                let all = try processes.all()
                #expect(all.contains { $0.identity == child.identity })
                #expect(Set(all.map(\.identity)).count == all.count)
            }
            churn.cancel()
            try await churn.value
        }
    }
}

/// Where a path leads, links followed.
func resolvedPath(_ path: String) throws -> String {
    guard let text = realpath(path, nil) else { throw Errno(rawValue: errno) }
    defer { free(text) }
    return String(cString: text)
}
