internal import Host
internal import MonkeyKit
internal import SystemPackage

extension SocketAddress {
    /// An address that stands for every one is asked on the loopback.
    var reachable: SocketAddress {
        guard isAny else { return self }
        return SocketAddress(address: isIPv6 ? "::1" : "127.0.0.1", port: port, isIPv6: isIPv6)
    }

    /// Whether somebody takes a connection. What the host refuses is an answer too: not yet.
    func connects(_ host: Host) async throws -> Bool {
        do {
            _ = try await host.sockets.connect(to: address, port: port, timeout: .seconds(1))
            return true
        } catch is HostError {
            return false
        }
    }
}

extension Probe {
    /// Whether it answers: a TCP connection, or a status of HTTP below 400.
    func answers(_ host: Host) async throws -> Bool {
        let addresses: [String]
        do throws(HostError) {
            addresses = ipVersion(self.host) != nil ? [self.host] : try host.sockets.resolve(self.host)
        } catch {
            return false  // the resolver may be the victim
        }
        for address in addresses {
            let target = SocketAddress(address: address, port: port, isIPv6: address.contains(":"))
            if isHTTP ? try await serves(target, host) : try await target.connects(host) { return true }
        }
        return false
    }

    private func serves(_ target: SocketAddress, _ host: Host) async throws -> Bool {
        let name = self.host.contains(":") ? "[\(self.host)]" : self.host
        let request = "GET \(path) HTTP/1.0\r\nHost: \(name):\(port)\r\nUser-Agent: monkey\r\nConnection: close\r\n\r\n"
        do {
            let answer = try await host.sockets.exchange(
                Array(request.utf8), with: target.address, port: target.port, limit: 64, timeout: .seconds(1))
            return Self.status(answer).map { $0 < 400 } ?? false
        } catch is HostError {
            return false
        }
    }

    /// The status of `HTTP/1.1 200 OK`.
    static func status(_ answer: [UInt8]) -> Int? {
        let words = String(decoding: answer, as: UTF8.self).prefix { $0 != "\r\n" && $0 != "\n" }.split(separator: " ")
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), words[1].count == 3 else { return nil }
        return Int(words[1])
    }
}
