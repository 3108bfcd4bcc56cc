/// Something that only one attack may hold at a time: `unit:nginx.service/process`, `interface:eth0/delay`, `fill:/srv`, `cpu`.
/// Two attacks whose claims meet would break each other's undo.
package struct Claim: Hashable, Sendable, Codable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
    package var description: String { text }
}
