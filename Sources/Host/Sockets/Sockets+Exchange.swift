internal import Glibc
internal import SystemPackage

extension Sockets {
    /// Connects by TCP, sends a short request and reads the beginning of the answer.
    ///
    /// - Parameters:
    ///   - request: short enough for an empty send buffer (tcp(7): some kilobytes).
    ///   - address: numeric, IPv4 or IPv6.
    ///   - limit: how many bytes of the answer are wanted; fewer come where the other side ends it earlier.
    /// - Throws: `HostError`; ETIMEDOUT after `timeout`, which is for all of it.
    package func exchange(
        _ request: [UInt8], with address: String, port: UInt16, limit: Int, timeout: Duration
    ) async throws -> [UInt8] {
        let subject = SocketAddress(address: address, port: port, isIPv6: address.contains(":")).description
        let deadline = BootClock().now.advanced(by: timeout)
        let socket = try await Self.connected(to: address, port: port, by: deadline)
        let number = socket.number
        let sent = try errnoChecked(operation: "send to", subject: subject) {
            unsafe request.withUnsafeBytes {
                unsafe send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
        }
        guard sent == request.count else {
            throw HostError(
                operation: "send to", subject: subject, cause: "the request is too long", errno: .messageTooLong)
        }
        return try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask { try await Self.receive(from: socket, limit: limit, subject: subject) }
            group.addTask {
                try await BootClock().sleep(until: deadline)
                throw HostError(operation: "hear from", subject: subject, errno: .timedOut)
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }

    private static func receive(from socket: HeldDescriptor, limit: Int, subject: String) async throws -> [UInt8] {
        var answer: [UInt8] = []
        while answer.count < limit {
            try await readable(socket.number)
            var chunk = [UInt8](repeating: 0, count: limit - answer.count)
            let got = try errnoChecked(operation: "hear from", subject: subject) {
                unsafe chunk.withUnsafeMutableBytes { unsafe recv(socket.number, $0.baseAddress, $0.count, 0) }
            }
            if got == 0 { break }
            answer += chunk[..<got]
        }
        return answer
    }
}
