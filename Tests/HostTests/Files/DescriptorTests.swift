import Glibc
import SystemPackage
import Testing

@testable import Host

@Suite("An open descriptor")
struct DescriptorTests {
    /// Whether the number is open for the file.
    static func isOpen(_ number: Int32, as path: String) -> Bool { linkTarget("/proc/self/fd/\(number)") == path }

    @Test("is closed when its owner lets go, and not across exec")
    func owner() throws {
        let tree = try Tree(["a": "text"])
        let path = tree.path + "/a"
        let held = HeldDescriptor(try Descriptor.openForReading(path))
        let number = held.number
        #expect(Self.isOpen(number, as: path))
        #expect(fcntl(number, F_GETFD) & FD_CLOEXEC != 0)
        _ = consume held
        #expect(!Self.isOpen(number, as: path))
    }

    @Test("duplicated is open on its own")
    func duplicate() throws {
        let tree = try Tree(["a": "text"])
        let first = try Descriptor.openForReading(tree.path + "/a")
        let second = try first.duplicate()
        #expect(fcntl(second.number, F_GETFD) & FD_CLOEXEC != 0)
        try first.close()
        #expect(try second.readAll() == Array("text".utf8))
    }

    @Test("closed twice by a mistake elsewhere says so")
    func closeTwice() throws {
        let error = #expect(throws: HostError.self) { try Descriptor(owning: 1_000_000).close() }
        #expect(error?.errno == .badFileDescriptor)
    }

    @Test("is not opened through a link where that is forbidden")
    func links() throws {
        let tree = try Tree(["a/file": "text"])
        try tree.link("b", to: "a")
        let path = tree.path + "/b/file"
        #expect(try Descriptor.openForReading(path).readAll() == Array("text".utf8))
        let error = #expect(throws: HostError.self) {
            _ = try Descriptor.openForReading(path, resolve: .noSymlinks)
        }
        #expect(error?.isSymbolicLink == true)
        #expect(error?.mend != nil)
        #expect(throws: HostError.self) { _ = try Descriptor.openDirectory(tree.path + "/b") }
    }

    @Test("reads up to the limit and no further")
    func limit() throws {
        let tree = try Tree(["a": String(repeating: "x", count: 40_000)])
        let path = tree.path + "/a"
        #expect(try readFile(path).count == 40_000)
        #expect(try readFile(path, limit: 40_000).count == 40_000)
        let error = #expect(throws: HostError.self) { _ = try readFile(path, limit: 39_999) }
        #expect(error?.errno == .overflow)
        #expect(throws: HostError.self) { _ = try readFile(tree.path) }
        #expect(try readText("/proc/self/status").contains("Pid:"))
    }
}
