internal import Glibc
internal import SystemPackage

extension Descriptor {
    /// Reads to the end of the file, at most `limit` bytes.
    ///
    /// - Throws: `HostError` of read(2); EOVERFLOW when there is more than `limit`.
    package func readAll(limit: Int = 16 << 20) throws(HostError) -> [UInt8] {
        try readAllBytes(from: number, limit: limit, subject: "descriptor \(number)")
    }

    /// Writes all bytes at the current position, in as many write(2) calls as it takes.
    package func writeAll(_ bytes: [UInt8]) throws(HostError) {
        let number = self.number
        var offset = 0
        while offset < bytes.count {
            let start = offset
            offset += try errnoChecked(operation: "write to", subject: "descriptor \(number)") {
                unsafe bytes.withUnsafeBytes { buffer in
                    guard let base = buffer.baseAddress else { return 0 }
                    return unsafe write(number, base + start, buffer.count - start)
                }
            }
        }
    }
}

/// Reads a whole small file such as those of /proc and /sys.
///
/// - Throws: `HostError` of open(2) and read(2); EOVERFLOW when it is longer than `limit` bytes.
package func readFile(_ path: String, limit: Int = 16 << 20) throws(HostError) -> [UInt8] {
    let descriptor = try Descriptor.open(path, flags: O_RDONLY, operation: "read")
    return try readAllBytes(from: descriptor.number, limit: limit, subject: path)
}

/// The same as text; bytes that are not UTF-8 become U+FFFD.
package func readText(_ path: String, limit: Int = 16 << 20) throws(HostError) -> String {
    String(decoding: try readFile(path, limit: limit), as: UTF8.self)
}

private func readAllBytes(from number: Int32, limit: Int, subject: String) throws(HostError) -> [UInt8] {
    var bytes: [UInt8] = []
    let chunk = 16 << 10
    while true {
        let old = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: chunk))
        let got = try errnoChecked(operation: "read", subject: subject) {
            unsafe bytes.withUnsafeMutableBytes { buffer in
                guard let base = buffer.baseAddress else { return 0 }
                return unsafe read(number, base + old, chunk)
            }
        }
        bytes.removeLast(chunk - got)
        if got == 0 { return bytes }
        if bytes.count > limit {
            throw HostError(
                operation: "read", subject: subject, cause: "longer than \(limit) bytes", errno: .overflow)
        }
    }
}
