/// Free text as an option's value: a host, a path, an interface. `form` of the option says more.
extension String: Notation {
    package static var form: String { "text" }
    package init?(notation text: String) {
        guard !text.isEmpty else { return nil }
        self = text
    }
    package var notation: String { self }
}

extension Int: RangeNotation {
    package static var form: String { "a whole number" }
    package init?(notation text: String) { self.init(text) }
    package var notation: String { String(self) }
    package var magnitude: Double { Double(self) }
    package init(magnitude: Double) { self = Int(magnitude.rounded()) }
}

/// A switch: on the command line its name alone, in a policy `true` or `false`.
extension Bool: Notation {
    package static var form: String { "true or false" }
    package init?(notation text: String) {
        switch text {
        case "true": self = true
        case "false": self = false
        default: return nil
        }
    }
    package var notation: String { self ? "true" : "false" }
}

/// One word out of a fixed list: an enumeration with raw values becomes an option by naming this protocol.
package protocol Choice: Notation, CaseIterable, RawRepresentable where RawValue == String {}

extension Choice {
    package static var form: String { "one of " + allCases.map(\.rawValue).joined(separator: ", ") }
    package init?(notation text: String) { self.init(rawValue: text) }
    package var notation: String { rawValue }
}
