import Glibc
import SystemPackage
import Testing

@testable import Host

@Suite("A child process")
struct ChildProcessTests {
    @Test("begins with nothing but /dev/null, no signal blocked, in its own session if asked")
    func clean() async throws {
        // One that a library forgot to close on exec.
        let stray = Glibc.open("/dev/zero", O_RDONLY)
        defer { close(stray) }
        try await withChild(newSession: true) { child in
            let pid = child.identity.pid
            _ = try LiveProcessTests.settled(child, as: resolvedPath("/bin/sleep"))
            let open = try Directory("/proc/\(pid)/fd").names().sorted()
            #expect(open == ["0", "1", "2"])
            #expect(open.allSatisfy { linkTarget("/proc/\(pid)/fd/\($0)") == "/dev/null" })
            #expect(getsid(pid) == pid)
            let status = try readText("/proc/\(pid)/status")
            #expect(status.contains("SigBlk:\t0000000000000000"))
            // 32 and 33 belong to the C library, which does not let anybody reset them.
            let ignored = status.split(separator: "\n").first { $0.hasPrefix("SigIgn:") }
                .flatMap { UInt64($0.dropFirst("SigIgn:\t".count), radix: 16) }
            #expect(try #require(ignored) & ~0x1_8000_0000 == 0)
        }
    }

    @Test("stays in our session otherwise")
    func session() async throws {
        try await withChild { child in #expect(getsid(child.identity.pid) == getsid(0)) }
    }

    @Test("tells how it ended", arguments: [("exit 0", 0), ("exit 7", 7)] as [(String, Int32)])
    func status(script: String, code: Int32) async throws {
        let child = try ChildProcess.start(executable: "/bin/sh", arguments: ["-c", script])
        #expect(try await child.waitForExit() == .exited(code))
    }

    @Test("can be ended")
    func end() async throws {
        let child = try ChildProcess.start(executable: "/bin/sleep", arguments: ["3600"])
        #expect(try await child.end() == .signalled(SIGKILL))
        #expect(Processes().identity(of: child.identity.pid) != child.identity)
    }

    @Test("of a program that is not there is an error")
    func missing() {
        let error = #expect(throws: HostError.self) {
            _ = try ChildProcess.start(executable: "/nonexistent/program", arguments: [])
        }
        #expect(error?.subject == "/nonexistent/program")
        #expect(error?.errno == .noSuchFileOrDirectory)
    }
}

@Suite("Users")
struct UserTests {
    @Test("are found by name and by number")
    func lookup() {
        #expect(userID(named: "root") == 0)
        #expect(userName(of: 0) == "root")
        #expect(userID(named: "no such user") == nil)
        #expect(userID(named: "") == nil)
        #expect(userName(of: 3_999_999_999) == nil)
    }
}

@Suite("What this process settles about itself")
struct OwnProcessTests {
    @Test("the score for running out of memory is written as given")
    func score() throws {
        let path = "/proc/self/oom_score_adj"
        let before = try #require(Int32(readText(path).prefix { !$0.isNewline }))
        try OwnProcess.setOOMScoreAdjust(before)
        #expect(try readText(path) == "\(before)\n")
        #expect(throws: HostError.self) { try OwnProcess.setOOMScoreAdjust(4711) }
    }
}
