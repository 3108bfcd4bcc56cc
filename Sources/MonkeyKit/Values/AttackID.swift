/// Names one attack: eleven characters of Crockford's base 32, sorted by the time of its birth.
///
/// 41 bits of milliseconds since 2026-01-01 UTC (until 2095), then 14 random bits. Short enough that a network link may
/// be named after it (`mk` + id fits IFNAMSIZ, 15 characters, netdevice(7)).
package struct AttackID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let text: String

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
    private static let length = 11
    private static let epoch: Int64 = 1_767_225_600_000

    /// - Parameters:
    ///   - milliseconds: since 1970-01-01 UTC.
    ///   - random: only its lowest 14 bits count.
    package init(milliseconds: Int64, random: UInt64) {
        var bits = UInt64(max(0, milliseconds - Self.epoch)) << 14 | (random & 0x3fff)
        var characters: [Character] = []
        for _ in 0..<Self.length {
            characters.append(Self.alphabet[Int(bits & 31)])
            bits >>= 5
        }
        text = String(characters.reversed())
    }

    /// Nil unless `text` is an id as written by us; upper case is taken too.
    package init?(_ text: String) {
        let lowered = text.lowercased()
        guard lowered.count == Self.length, lowered.allSatisfy(Self.alphabet.contains) else { return nil }
        self.text = lowered
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = AttackID(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\"\(text)\" is not an attack id"))
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }
    package static func < (left: AttackID, right: AttackID) -> Bool { left.text < right.text }
}
