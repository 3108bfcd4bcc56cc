internal import CSystemd
internal import Glibc

/// journald, through its socket (sd_journal_sendv(3)). A copy for people to find; never the record itself.
package struct Journal: Sendable {
    /// syslog(3) priorities.
    package enum Priority: Int, Sendable { case error = 3, warning = 4, notice = 5, info = 6, debug = 7 }

    package init() {}

    /// Whether journald listens on this host.
    package var isAvailable: Bool { unsafe access("/run/systemd/journal/socket", W_OK) == 0 }

    /// Writes one entry.
    ///
    /// - Parameter fields: further fields. A name consists of upper case letters, digits and underscores and does not
    ///   begin with an underscore or a digit (systemd.journal-fields(7)); a field with another name is left out.
    /// - Returns: whether it was handed over. Whether it was is nothing a caller should depend on.
    @discardableResult
    package func send(_ message: String, priority: Priority = .info, fields: [String: String] = [:]) -> Bool {
        guard isAvailable else { return false }
        let lines = Journal.entry(message, priority: priority, fields: fields).map { Array($0.utf8) }
        // One buffer, so that nothing has to be freed on the way out.
        var buffer = lines.flatMap(\.self)
        return unsafe buffer.withUnsafeMutableBytes { bytes in
            var offset = 0
            var vectors: [iovec] = unsafe []
            for line in lines {
                unsafe vectors.append(iovec(iov_base: bytes.baseAddress?.advanced(by: offset), iov_len: line.count))
                offset += line.count
            }
            return unsafe sd_journal_sendv(vectors, Int32(vectors.count)) == 0
        }
    }

    /// The entry as `NAME=value`, the message first, our own fields before the caller's.
    static func entry(_ message: String, priority: Priority, fields: [String: String]) -> [String] {
        let own = ["MESSAGE": message, "PRIORITY": "\(priority.rawValue)", "SYSLOG_IDENTIFIER": "monkey"]
        let further = fields.filter { own[$0.key] == nil && isName($0.key) }.sorted { $0.key < $1.key }
        return ["MESSAGE", "PRIORITY", "SYSLOG_IDENTIFIER"].map { "\($0)=\(own[$0] ?? "")" }
            + further.map { "\($0.key)=\($0.value)" }
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (1...64).contains(name.utf8.count) else { return false }
        let isLetter = { (byte: UInt8) in (0x41...0x5a).contains(byte) }
        return isLetter(first) && name.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x5f }
    }
}
