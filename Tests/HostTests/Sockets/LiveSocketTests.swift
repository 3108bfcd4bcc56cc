import Foundation
import Glibc
import SystemPackage
import Testing

@testable import Host

/// A socket that listens on a port of 127.0.0.1 which the kernel chose.
final class ListeningPort: Sendable {
    let descriptor: HeldDescriptor
    let port: UInt16

    init(backlog: Int32 = 8) throws {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        try check(number)
        descriptor = HeldDescriptor(Descriptor(owning: number))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        port = try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try check(bind(number, $0, size))
                try check(listen(number, backlog))
                try check(getsockname(number, $0, &size))
            }
            return UInt16(bigEndian: pointer.pointee.sin_port)
        }
    }

    var address: SocketAddress { SocketAddress(address: "127.0.0.1", port: port, isIPv6: false) }
}

@Suite("Sockets of this machine")
struct LiveSocketTests {
    let sockets = Sockets()

    @Test("belong to the process that has them open")
    func listening() async throws {
        let port = try ListeningPort()
        #expect(try sockets.listening(by: [getpid()]).contains(port.address))
        #expect(try sockets.all().contains { $0.isListening && $0.local == port.address })
        try await withChild { child in
            _ = try LiveProcessTests.settled(child, as: resolvedPath("/bin/sleep"))
            #expect(try sockets.listening(by: [child.identity.pid]).isEmpty)
        }
        #expect(try sockets.listening(by: []).isEmpty)
        #expect(try sockets.listening(by: [.max]).isEmpty)
    }

    @Test("are looked for in the network namespace of their process", .enabled(if: isRoot, "needs root"))
    func namespace() async throws {
        let found = try await withCheckedThrowingContinuation { continuation in
            let thread = Thread {
                continuation.resume(with: Result { try Self.listenElsewhere() })
            }
            thread.start()
        }
        #expect(found.there == [found.port])
        #expect(!found.here.contains(found.port))
    }

    /// In a network namespace of this thread's own: its number stands for a process of that namespace.
    private static func listenElsewhere() throws -> (port: UInt16, there: [UInt16], here: [UInt16]) {
        // unshare(2) with CLONE_NEWNET; the Glibc module does not have it.
        let symbol = try #require(dlsym(nil, "unshare"))
        try check(unsafeBitCast(symbol, to: (@convention(c) (Int32) -> Int32).self)(0x4000_0000))
        let thread = try #require(linkTarget("/proc/thread-self")?.split(separator: "/").last.flatMap { Int32($0) })
        // The loopback of a new namespace is down, which does not keep anybody from listening on it.
        let port = try ListeningPort()
        let sockets = Sockets()
        return (
            port.port, try sockets.listening(by: [thread]).map(\.port).filter { $0 == port.port },
            try sockets.listening(by: [getpid()]).map(\.port)
        )
    }

    @Test("are connected to, and the connection has two ends")
    func connect() async throws {
        let port = try ListeningPort()
        let time = try await sockets.connect(to: "127.0.0.1", port: port.port, timeout: .seconds(300))
        #expect(time > .zero)
    }

    @Test("refuse where nobody listens")
    func refused() async throws {
        let port = try ListeningPort().port
        let error = await #expect(throws: HostError.self) {
            _ = try await sockets.connect(to: "127.0.0.1", port: port, timeout: .seconds(10))
        }
        #expect(error?.errno == .connectionRefused)
        #expect(error?.description.contains("127.0.0.1:\(port)") == true)
    }

    @Test("that do not answer are given up after the time allowed")
    func timeout() async throws {
        // One connection that nobody accepts fills the queue; the kernel drops what comes after it.
        let port = try ListeningPort(backlog: 0)
        var clients: [HeldDescriptor] = []
        var error: HostError?
        for _ in 0..<4 where error == nil {
            clients.append(try Self.connected(to: port))
            do {
                _ = try await sockets.connect(to: "127.0.0.1", port: port.port, timeout: .milliseconds(50))
            } catch let failure as HostError {
                error = failure
            }
        }
        #expect(error?.errno == .timedOut)
        withExtendedLifetime(clients) {}
    }

    /// A client that stays.
    private static func connected(to port: ListeningPort) throws -> HeldDescriptor {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let number = socket(AF_INET, type, 0)
        try check(number)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result == -1 && errno != EINPROGRESS { try check(result) }
        return HeldDescriptor(Descriptor(owning: number))
    }

    @Test("stop connecting at once when the task is cancelled, and leave no descriptor open")
    func cancelled() async throws {
        let task = Task { try await sockets.connect(to: "192.0.2.1", port: 9, timeout: .seconds(3600)) }
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
    }

    @Test("names are resolved, numbers stay as they are")
    func resolve() throws {
        #expect(try sockets.resolve("127.0.0.1") == ["127.0.0.1"])
        #expect(try sockets.resolve("::1") == ["::1"])
        #expect(try !sockets.resolve("localhost").isEmpty)
        #expect(throws: HostError.self) { try sockets.resolve("") }
    }
}
