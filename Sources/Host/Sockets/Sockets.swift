internal import Glibc
internal import SystemPackage

/// The sockets of this machine, from /proc, and connections of our own as a probe.
package struct Sockets: Sendable {
    private let root: String

    package init(root: String = "/proc") { self.root = root }

    /// Every TCP and UDP socket of the network namespace of this process.
    package func all() throws(HostError) -> [SocketRow] { try tables("\(root)/net") }

    /// The sockets that the processes have open, each looked for in the network namespace of its process: a container
    /// has its own. A process that is gone or may not be looked at has none.
    private func all(of pids: [Int32]) throws(HostError) -> [SocketRow] {
        let own = Set(pids.flatMap(inodes))
        guard !own.isEmpty else { return [] }
        var seen: Set<String> = []
        var rows: [SocketRow] = []
        for pid in pids {
            guard let space = linkTarget("\(root)/\(pid)/ns/net"), seen.insert(space).inserted else { continue }
            do throws(HostError) {
                rows += try tables("\(root)/\(pid)/net").filter { own.contains($0.inode) }
            } catch {
                // It ended since; another process of the same namespace may still tell.
                if linkTarget("\(root)/\(pid)/ns/net") != nil { throw error }
                seen.remove(space)
            }
        }
        return rows
    }

    private func tables(_ folder: String) throws(HostError) -> [SocketRow] {
        var rows: [SocketRow] = []
        for transport in SocketRow.Transport.allCases {
            for suffix in ["", "6"] {
                // A kernel without IPv6 has no tables for it.
                guard let text = try? readText("\(folder)/\(transport.rawValue)\(suffix)", limit: 256 << 20) else {
                    if suffix == "6" { continue }
                    throw HostError(
                        operation: "read", subject: "\(folder)/\(transport.rawValue)",
                        cause: "the table is not there",
                        mend: "mount /proc")
                }
                rows += SocketRow.rows(of: text, transport)
            }
        }
        return rows
    }

    /// The TCP sockets on which one of the processes takes connections.
    package func listening(by pids: [Int32]) throws(HostError) -> [SocketAddress] {
        let found = try all(of: pids).filter { $0.transport == .tcp && $0.isListening }.map(\.local)
        return Array(Set(found)).sorted { ($0.port, $0.address) < ($1.port, $1.address) }
    }

    /// The established TCP connections whose local or remote end has one of the ports.
    package func established(ports: Set<UInt16>) throws(HostError) -> [SocketRow] {
        try all().filter { $0.isEstablished && (ports.contains($0.local.port) || ports.contains($0.remote.port)) }
    }

    /// The established TCP connections that one of the processes has open.
    package func established(by pids: [Int32]) throws(HostError) -> [SocketRow] {
        try all(of: pids).filter(\.isEstablished)
    }

    /// The inodes of the sockets that a process has open; none if it is gone or may not be looked at.
    private func inodes(of pid: Int32) -> [UInt64] {
        let folder = "\(root)/\(pid)/fd"
        guard let directory = try? Directory(folder), let names = try? directory.names() else { return [] }
        return names.compactMap { name in
            guard let target = linkTarget("\(folder)/\(name)"), target.hasPrefix("socket:[") else { return nil }
            return UInt64(target.dropFirst("socket:[".count).dropLast())
        }
    }

    /// The addresses of a host name, both families, each once, as the resolver orders them; getaddrinfo(3).
    package func resolve(_ host: String) throws(HostError) -> [String] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else {
            throw HostError(
                operation: "resolve", subject: host, cause: unsafe String(cString: gai_strerror(code)),
                mend: "give an address, or check the name")
        }
        defer { unsafe freeaddrinfo(list) }
        var found: [String] = []
        var next = unsafe list
        while let entry = unsafe next {
            var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            if unsafe getnameinfo(
                entry.pointee.ai_addr, entry.pointee.ai_addrlen, &buffer, UInt32(NI_MAXHOST), nil, 0, NI_NUMERICHOST)
                == 0
            {
                let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                if !found.contains(text) { found.append(text) }
            }
            unsafe next = entry.pointee.ai_next
        }
        return found
    }
}
