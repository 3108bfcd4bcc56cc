internal import Host
internal import MonkeyKit

/// What `--to` names: `db.example`, `db.example:5432`, `10.0.0.2`, `10.0.0.0/8`, `2001:db8::1`, `[2001:db8::1]:443`.
struct Peer: Sendable, Hashable {
    /// A name or an address, with the prefix length if one was given.
    let host: String
    let port: UInt16?

    /// - Throws: `UsageProblem`.
    init(_ text: String) throws {
        let problem = UsageProblem("--to \(text): not HOST, HOST:PORT, ADDRESS/PREFIX or [IPV6]:PORT")
        let end: Substring
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { throw problem }
            host = String(text[text.index(after: text.startIndex)..<close])
            end = text[text.index(after: close)...]
            guard end.isEmpty || end.hasPrefix(":") else { throw problem }
        } else if text.filter({ $0 == ":" }).count == 1, let colon = text.firstIndex(of: ":") {
            host = String(text[..<colon])
            end = text[colon...]
        } else {
            host = text
            end = ""
        }
        if end.isEmpty {
            port = nil
        } else {
            guard let number = UInt16(end.dropFirst()), number > 0 else { throw problem }
            port = number
        }
        guard !host.isEmpty, !host.hasPrefix("-"), !host.contains(where: { $0.isWhitespace || $0 == "\"" }) else {
            throw problem
        }
        guard !host.contains("/") || isNetwork else { throw problem }
        guard !host.contains(":") || isNetwork || ipVersion(host) != nil else { throw problem }
    }

    /// Whether it names a network rather than a host.
    var isNetwork: Bool {
        let parts = host.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let version = ipVersion(parts[0]), let length = Int(parts[1]) else { return false }
        return (0...(version == 4 ? 32 : 128)).contains(length)
    }
}

/// An address or a network to compare packets with.
struct PeerAddress: Sendable, Hashable {
    /// As the flower classifier takes it.
    let text: String
    let family: TrafficFilter.Family

    init?(_ text: String) {
        guard let bare = text.split(separator: "/").first, let version = ipVersion(String(bare)) else { return nil }
        self.text = text
        family = version == 4 ? .ip : .ipv6
    }

    /// The address without its prefix length.
    var bare: String { String(text.prefix { $0 != "/" }) }
}
