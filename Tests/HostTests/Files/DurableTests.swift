import Glibc
import SystemPackage
import Testing

@testable import Host

@Suite("A small file replaced as a whole")
struct DurableTests {
    @Test("has the new content, the mode asked for, and leaves nothing beside it")
    func replace() throws {
        let tree = try Tree()
        let path = tree.path + "/state"
        try writeDurably(path, "one")
        try writeDurably(path, "two ä", mode: 0o644)
        #expect(try readText(path) == "two ä")
        #expect(try Directory(tree.path).names() == ["state"])
        #expect(try Descriptor.openForReading(path).status().mode == 0o644)
    }

    @Test("is replaced even if an earlier attempt was cut short")
    func leftover() throws {
        let tree = try Tree()
        let path = tree.path + "/state"
        try tree.write("half", to: "state.new-\(getpid())")
        try writeDurably(path, "whole")
        #expect(try readText(path) == "whole")
        #expect(try Directory(tree.path).names() == ["state"])
    }

    @Test("stays as it is when it cannot be replaced")
    func failure() throws {
        let tree = try Tree(["state/inner": "x"])
        #expect(throws: HostError.self) { try writeDurably(tree.path + "/state", "new") }
        #expect(throws: HostError.self) { try writeDurably(tree.path + "/none/state", "new") }
        #expect(try Directory(tree.path).names() == ["state"])
    }

    @Test("is not written through a symbolic link, which is replaced itself")
    func link() throws {
        let tree = try Tree(["target": "old"])
        try tree.link("state", to: "target")
        try writeDurably(tree.path + "/state", "new")
        #expect(try readText(tree.path + "/target") == "old")
        #expect(linkTarget(tree.path + "/state") == nil)
    }
}

@Suite("A file to be believed")
struct TrustTests {
    @Test("belongs to root or to us, and nobody else may write to it or above it")
    func trusted() throws {
        let tree = try Tree(["a/policy": "x"])
        #expect(trustProblem(of: tree.path + "/a/policy") == nil)
    }

    @Test(
        "is refused with a reason",
        arguments: [
            ("file", 0o664, 0o755, "policy can be written to by others"),
            ("file", 0o646, 0o755, "policy can be written to by others"),
            ("file", 0o644, 0o775, "a can be written to by others"),
            ("file", 0o644, 0o757, "a can be written to by others"),
            ("file", 0o1646, 0o755, "policy can be written to by others"),
        ] as [(String, mode_t, mode_t, String)])
    func writable(kind: String, file: mode_t, directory: mode_t, reason: String) throws {
        let tree = try Tree(["a/policy": "x"])
        try check(chmod(tree.path + "/a/policy", file))
        try check(chmod(tree.path + "/a", directory))
        #expect(try #require(trustProblem(of: tree.path + "/a/policy")).contains(reason))
    }

    @Test("may be below a directory that is writable and sticky")
    func sticky() throws {
        let tree = try Tree(["a/policy": "x"])
        try check(chmod(tree.path + "/a", 0o1777))
        #expect(trustProblem(of: tree.path + "/a/policy") == nil)
    }

    @Test("is no link, no directory, and is there")
    func kinds() throws {
        let tree = try Tree(["a/policy": "x"])
        try tree.link("link", to: "a/policy")
        try tree.link("b", to: "a")
        #expect(trustProblem(of: tree.path + "/link")?.contains("symbolic link") == true)
        #expect(trustProblem(of: tree.path + "/b/policy")?.contains("symbolic link") == true)
        #expect(trustProblem(of: tree.path + "/a")?.contains("not a file") == true)
        #expect(trustProblem(of: tree.path + "/none")?.contains("cannot be looked at") == true)
    }

    @Test("of somebody else is refused", .enabled(if: isRoot, "needs root to give a file away"))
    func owner() throws {
        let tree = try Tree(["a/policy": "x"])
        try check(chown(tree.path + "/a/policy", 4711, 0))
        #expect(trustProblem(of: tree.path + "/a/policy")?.contains("belongs to user 4711") == true)
        try check(chown(tree.path + "/a/policy", 0, 0))
        try check(chown(tree.path + "/a", 4711, 0))
        #expect(trustProblem(of: tree.path + "/a/policy")?.contains("/a belongs to user 4711") == true)
    }
}
