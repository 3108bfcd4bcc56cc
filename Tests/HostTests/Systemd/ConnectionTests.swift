import Glibc
import SystemPackage
import Testing

@testable import Host

@Suite("A connection to systemd that does not work", .timeLimit(.minutes(1)))
struct ConnectionTests {
    @Test("nobody there: a sentence, and what to do")
    func absent() async throws {
        let units = Units(address: "unix:path=/nonexistent/socket")
        let error = await #expect(throws: HostError.self) { try await units.facts(of: "a.service") }
        #expect(error?.errno == .noSuchFileOrDirectory)
        #expect(
            error?.description.hasPrefix("cannot read the properties of a.service: no connection to systemd") == true)
        await #expect(throws: HostError.self) { try await units.start("a.service") }
        await #expect(throws: HostError.self) { _ = try await units.changes(of: "a.service") }
    }

    @Test("an address that is none")
    func nonsense() async throws {
        await #expect(throws: HostError.self) { try await Units(address: "nonsense").list() }
    }

    @Test("one that never answers: the time limit holds")
    func silent() async throws {
        let socket = try ListeningSocket()
        let units = Units(address: socket.address, answerLimit: .milliseconds(200))
        let error = await #expect(throws: HostError.self) { try await units.list() }
        #expect(error?.errno == .timedOut)
        let late = await #expect(throws: HostError.self) {
            try await units.stop("a.service", limit: .milliseconds(200))
        }
        #expect(late?.errno == .timedOut)
        let noChange = try? await units.wait(for: "a.service", within: .milliseconds(100)) { _ in true }
        #expect(noChange == nil)
    }

    @Test("one that hangs up: who waits is told, and what only reads is tried once more")
    func hangsUp() async throws {
        let socket = try ListeningSocket()
        let units = Units(address: socket.address, answerLimit: .seconds(50))
        async let reading: Void = expectDisconnected { try await units.list() }
        for _ in 0..<2 { try await socket.acceptAndClose() }
        await reading
        async let starting: Void = expectDisconnected { try await units.start("a.service") }
        try await socket.acceptAndClose()
        await starting
    }

    private func expectDisconnected(_ body: @Sendable () async throws -> some Sendable) async {
        let error = await #expect(throws: HostError.self) { _ = try await body() }
        #expect(error?.cause.hasPrefix("no connection to systemd") == true, "\(error?.description ?? "")")
    }

    @Test("the name of something else is refused before anybody is asked")
    func name() async throws {
        let error = await #expect(throws: HostError.self) { try await Units(address: "x").facts(of: "nginx") }
        #expect(error?.errno == .invalidArgument)
    }
}

/// A socket that listens and says nothing.
private final class ListeningSocket: Sendable {
    private let directory: TemporaryDirectory
    private let descriptor: HeldDescriptor
    var address: String { "unix:path=" + directory.path + "/bus" }

    init() throws {
        directory = try TemporaryDirectory()
        descriptor = HeldDescriptor(Descriptor(owning: socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)))
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        let path = directory.path + "/bus"
        unsafe withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8) }
        let number = descriptor.number
        let result = unsafe withUnsafePointer(to: &name) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0, listen(number, 8) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Waits for somebody to connect, off the concurrency pool, and hangs up.
    func acceptAndClose() async throws {
        try await readable(descriptor.number)
        let connection = accept(descriptor.number, nil, nil)
        guard connection >= 0 else { throw Errno(rawValue: errno) }
        close(connection)
    }
}
