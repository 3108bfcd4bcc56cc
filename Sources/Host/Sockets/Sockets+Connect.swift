internal import Glibc
internal import SystemPackage

extension Sockets {
    /// Connects by TCP and closes again: how long the handshake took.
    ///
    /// - Parameter address: numeric, IPv4 or IPv6.
    /// - Throws: `HostError`; ETIMEDOUT after `timeout`, ECONNREFUSED where nobody listens.
    package func connect(to address: String, port: UInt16, timeout: Duration) async throws -> Duration {
        let clock = BootClock()
        let began = clock.now
        _ = try await Self.connected(to: address, port: port, by: began.advanced(by: timeout))
        return began.duration(to: clock.now)
    }

    /// A connected socket, not blocking.
    static func connected(
        to address: String, port: UInt16, by deadline: BootClock.Instant
    ) async throws -> HeldDescriptor {
        let subject = SocketAddress(address: address, port: port, isIPv6: address.contains(":")).description
        let socket = HeldDescriptor(try Self.open(isIPv6: address.contains(":"), subject: subject))
        let started = try Self.start(socket.descriptor, address: address, port: port, subject: subject)
        if !started {
            let number = socket.number
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await writable(number) }
                group.addTask {
                    try await BootClock().sleep(until: deadline)
                    throw HostError(operation: "connect to", subject: subject, errno: .timedOut)
                }
                defer { group.cancelAll() }
                try await group.next()
            }
            var code: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            try errnoChecked(operation: "connect to", subject: subject) {
                unsafe getsockopt(number, SOL_SOCKET, SO_ERROR, &code, &size)
            }
            if code != 0 { throw HostError(operation: "connect to", subject: subject, errno: Errno(rawValue: code)) }
        }
        return socket
    }

    private static func open(isIPv6: Bool, subject: String) throws(HostError) -> Descriptor {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        return Descriptor(
            owning: try errnoChecked(operation: "make a socket for", subject: subject) {
                socket(isIPv6 ? AF_INET6 : AF_INET, type, 0)
            })
    }

    /// True if it is connected at once, false if it is under way.
    private static func start(
        _ socket: borrowing Descriptor, address: String, port: UInt16, subject: String
    ) throws(HostError) -> Bool {
        let number = socket.number
        let result = unsafe withAddress(address, port: port) { pointer, size in
            errnoResult { unsafe Glibc.connect(number, pointer, size) }
        }
        switch result {
        case nil: throw HostError(operation: "connect to", subject: subject, cause: "it is not a numeric address")
        case .success: return true
        case .failure(.nowInProgress): return false
        case .failure(let errno): throw HostError(operation: "connect to", subject: subject, errno: errno)
        }
    }

    private static func withAddress<Result>(
        _ address: String, port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result? {
        if address.contains(":") {
            var ip = sockaddr_in6()
            ip.sin6_family = sa_family_t(AF_INET6)
            ip.sin6_port = port.bigEndian
            guard unsafe inet_pton(AF_INET6, address, &ip.sin6_addr) == 1 else { return nil }
            return unsafe withUnsafePointer(to: &ip) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe body($0, socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
        }
        var ip = sockaddr_in()
        ip.sin_family = sa_family_t(AF_INET)
        ip.sin_port = port.bigEndian
        guard unsafe inet_pton(AF_INET, address, &ip.sin_addr) == 1 else { return nil }
        return unsafe withUnsafePointer(to: &ip) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
