/// One row of /proc/net/tcp, tcp6, udp or udp6; proc(5).
package struct SocketRow: Sendable, Hashable {
    package enum Transport: String, Sendable, Hashable, CaseIterable { case tcp, udp }

    package let transport: Transport
    package let local: SocketAddress
    package let remote: SocketAddress
    /// As in include/net/tcp_states.h: 1 established, 10 listening.
    package let state: UInt8
    package let inode: UInt64

    package var isListening: Bool { transport == .tcp ? state == 0x0A : remote.port == 0 }
    package var isEstablished: Bool { transport == .tcp && state == 0x01 }

    /// The rows of one table; lines of another form are passed over.
    static func rows(of text: String, _ transport: Transport) -> [SocketRow] {
        text.split(separator: "\n").dropFirst().compactMap { line in
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            guard words.count > 9, let local = SocketAddress(kernel: words[1]),
                let remote = SocketAddress(kernel: words[2]),
                let state = UInt8(words[3], radix: 16), let inode = UInt64(words[9])
            else { return nil }
            return SocketRow(transport: transport, local: local, remote: remote, state: state, inode: inode)
        }
    }
}

/// An IP address and a port.
package struct SocketAddress: Sendable, Hashable, Codable, CustomStringConvertible {
    /// `10.0.0.1`, `fe80::1`. An IPv4 address inside an IPv6 socket is written as IPv4.
    package let address: String
    package let port: UInt16
    package let isIPv6: Bool

    package init(address: String, port: UInt16, isIPv6: Bool) {
        self.address = address
        self.port = port
        self.isIPv6 = isIPv6
    }

    /// `0100007F:1F90`: 32-bit words of the address in the machine's byte order, hexadecimal.
    init?(kernel text: Substring) {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1], radix: 16), parts[0].count == 8 || parts[0].count == 32
        else {
            return nil
        }
        var bytes: [UInt8] = []
        var rest = parts[0]
        while !rest.isEmpty {
            guard let word = UInt32(rest.prefix(8), radix: 16) else { return nil }
            unsafe withUnsafeBytes(of: word) { unsafe bytes.append(contentsOf: $0) }
            rest = rest.dropFirst(8)
        }
        let mapped = bytes.count == 16 && bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xff && bytes[11] == 0xff
        if mapped { bytes = Array(bytes[12...]) }
        self.init(address: ipText(bytes), port: port, isIPv6: bytes.count == 16)
    }

    /// Whether it stands for every address of the machine.
    package var isAny: Bool { address == "0.0.0.0" || address == "::" }

    package var description: String { isIPv6 ? "[\(address)]:\(port)" : "\(address):\(port)" }
}
