/// The options of one attack as canonical texts, as they stand in the trail.
package struct OptionValues: Codable, Hashable, Sendable {
    package private(set) var texts: [String: String]

    package init(_ texts: [String: String] = [:]) { self.texts = texts }

    package init(from decoder: any Decoder) throws {
        texts = try decoder.singleValueContainer().decode([String: String].self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(texts)
    }

    /// The value given, or the option's default; nil where there is neither.
    package subscript<Value: Notation>(_ option: Option<Value>) -> Value? {
        texts[option.name].flatMap(Value.init(notation:)) ?? option.fallback
    }

    /// Whether somebody gave the option, rather than its default standing in.
    package func has<Value: Notation>(_ option: Option<Value>) -> Bool { texts[option.name] != nil }

    package subscript(name name: String) -> String? {
        get { texts[name] }
        set { texts[name] = newValue }
    }
}
