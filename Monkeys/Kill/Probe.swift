internal import MonkeyKit

/// A question whose answer says that the service serves again: `http://HOST[:PORT][/PATH]` or `tcp://HOST:PORT`.
struct Probe: Notation, Codable {
    let isHTTP: Bool
    /// A name or an address; IPv6 without its brackets.
    let host: String
    let port: UInt16
    /// Begins with `/`; empty for TCP.
    let path: String

    static let form = "http://HOST[:PORT]/PATH or tcp://HOST:PORT"

    init?(notation text: String) {
        let rest: Substring
        if text.hasPrefix("http://") {
            isHTTP = true
            rest = text.dropFirst("http://".count)
        } else if text.hasPrefix("tcp://") {
            isHTTP = false
            rest = text.dropFirst("tcp://".count)
        } else {
            return nil
        }
        // What would end the request line early does not get into it.
        guard rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let path = String(rest[slash...])
        guard isHTTP || path.isEmpty, let (host, port) = Self.split(rest[..<slash]) else { return nil }
        guard let port = port ?? (isHTTP ? 80 : nil) else { return nil }
        self.host = host
        self.port = port
        self.path = isHTTP && path.isEmpty ? "/" : path
    }

    var notation: String {
        let bracketed = host.contains(":") ? "[\(host)]" : host
        return (isHTTP ? "http" : "tcp") + "://\(bracketed):\(port)\(path)"
    }

    /// `HOST`, `HOST:PORT`, `[::1]:PORT`; nil for what is none of them.
    private static func split(_ text: Substring) -> (host: String, port: UInt16?)? {
        var host = text
        var port: UInt16?
        let close = text.lastIndex(of: "]")
        if let colon = text.lastIndex(of: ":"), close.map({ $0 < colon }) ?? true {
            guard let number = UInt16(text[text.index(after: colon)...]), number > 0 else { return nil }
            host = text[..<colon]
            port = number
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        return host.isEmpty || host.contains("[") || host.contains("]") ? nil : (String(host), port)
    }
}
