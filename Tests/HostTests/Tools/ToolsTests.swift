import SystemPackage
import Testing

@testable import Host

@Suite("Running tools")
struct ToolsTests {
    @Test("a tool nobody has is an error that says what to install")
    func missing() async throws {
        let tools = Tools(lookIn: ["/nonexistent"])
        #expect(tools.path(of: .nft) == nil)
        let error = await #expect(throws: HostError.self) { try await tools.run(.nft, ["list", "tables"]) }
        #expect(error?.errno == .noSuchFileOrDirectory)
        #expect(error?.description.contains("install the package nftables") == true)
    }

    @Test("a tool that somebody else could have changed is not run")
    func untrusted() async throws {
        let directory = try TemporaryDirectory()
        try directory.write("#!/bin/sh\nexit 0\n", to: "tc", mode: 0o777)
        #expect(Tools(lookIn: [directory.path]).path(of: .tc) == nil)
        try directory.write("#!/bin/sh\nexit 0\n", to: "ip", mode: 0o644)
        #expect(Tools(lookIn: [directory.path]).path(of: .ip) == nil)
    }

    @Suite("with tools made for the test", .enabled(if: isRoot, "run as root: only root's tools are run"))
    struct Fake {
        let directory = try? TemporaryDirectory()

        private func tools(_ script: String) throws -> Tools {
            let directory = try #require(directory)
            try directory.write("#!/bin/sh\n" + script, to: "tc", mode: 0o755)
            return Tools(lookIn: [directory.path])
        }

        @Test("status, output, errors and input")
        func result() async throws {
            let tools = try tools("cat; echo \"$# $1\"; echo bad >&2; exit 3\n")
            let result = try await tools.run(.tc, ["a b", "c"], input: "in\n")
            #expect(result == ToolResult(status: 3, output: "in\n2 a b\n", errors: "bad\n"))
            let error = await #expect(throws: HostError.self) { try await tools.check(.tc, ["show"]) }
            #expect(error?.description == "cannot run tc show: bad")
        }

        @Test("the environment is ours alone")
        func environment() async throws {
            let output = try await tools("/usr/bin/env").check(.tc, [])
            let names = Set(output.split(separator: "\n").map { String($0.prefix { $0 != "=" }) })
            #expect(names.subtracting(["PWD", "SHLVL", "_", "OLDPWD"]) == ["LC_ALL", "PATH"])
        }

        @Test("a tool that does not end is killed", .timeLimit(.minutes(1)))
        func timeLimit() async throws {
            let tools = try tools("exec sleep 600\n")
            let error = await #expect(throws: HostError.self) {
                try await tools.run(.tc, [], limit: .milliseconds(200))
            }
            #expect(error?.errno == .timedOut)
            #expect(error?.description.contains("killed") == true)
        }

        @Test("a cancelled task's tool still does its work")
        func cancellation() async throws {
            let tools = try tools("sleep 0.1; echo done\n")
            let task = Task {
                withUnsafeCurrentTask { unsafe $0?.cancel() }
                return try await tools.check(.tc, [])
            }
            #expect(try await task.value == "done\n")
        }

        @Test("a tool that ends without reading its input still says why")
        func unreadInput() async throws {
            let tools = try tools("echo no >&2; exit 1\n")
            for _ in 0..<20 {
                let result = try await tools.run(.tc, [], input: String(repeating: "x", count: 1 << 20))
                #expect(result == ToolResult(status: 1, errors: "no\n"))
            }
        }

        @Test("a signal is 128 + its number")
        func signal() async throws {
            #expect(try await tools("kill -9 $$\n").run(.tc, []).status == 137)
        }
    }
}
