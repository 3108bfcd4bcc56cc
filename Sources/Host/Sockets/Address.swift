internal import Glibc

/// 4 or 16 bytes as people write them; inet_ntop(3).
func ipText(_ bytes: [UInt8]) -> String {
    var buffer = [CChar](repeating: 0, count: 64)
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    let written = unsafe bytes.withUnsafeBytes { address in
        unsafe inet_ntop(family, address.baseAddress, &buffer, 64) != nil
    }
    guard written else { return "" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Whether the text is an address of IPv4 or IPv6 (4 or 6), or neither; inet_pton(3).
package func ipVersion(_ text: String) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let isV4 = unsafe bytes.withUnsafeMutableBytes { unsafe inet_pton(AF_INET, text, $0.baseAddress) == 1 }
    if isV4 { return 4 }
    let isV6 = unsafe bytes.withUnsafeMutableBytes { unsafe inet_pton(AF_INET6, text, $0.baseAddress) == 1 }
    return isV6 ? 6 : nil
}
