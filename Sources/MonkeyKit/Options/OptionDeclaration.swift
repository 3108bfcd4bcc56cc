/// An option without its type: what the command line, the policy checker and the docs need of it.
package struct OptionDeclaration: Sendable {
    package let name: String
    package let help: String
    package let placeholder: String
    package let place: OptionPlace
    package let isFlag: Bool
    /// What may be written: `a duration such as 250ms, from 1ms to 60s`.
    package let form: String
    package let fallback: String?
    /// Whether the policy may give a range `low..high`.
    package let takesRange: Bool
    private let canonical: @Sendable (String) -> String?
    private let magnitude: @Sendable (String) -> Double?
    private let fromMagnitude: @Sendable (Double) -> String?

    package init<Value: Notation>(_ option: Option<Value>) {
        name = option.name
        help = option.help
        placeholder = option.placeholder
        place = option.place
        isFlag = Value.self == Bool.self
        form = Value.form + (option.limits.map { ", \($0)" } ?? "")
        fallback = option.fallback?.notation
        takesRange = Value.self is any RangeNotation.Type
        canonical = { text in
            Value(notation: text).flatMap { option.accepts($0) ? $0.notation : nil }
        }
        magnitude = { text in (Value(notation: text) as? any RangeNotation)?.magnitude }
        fromMagnitude = { number in
            guard let type = Value.self as? any RangeNotation.Type else { return nil }
            return type.init(magnitude: number).notation
        }
    }

    /// The key in a policy: `recover-within` is `recoverWithin`.
    package var policyKey: String {
        let words = name.split(separator: "-")
        return words.dropFirst().reduce(String(words.first ?? "")) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
    }

    /// The canonical text of a value, or nil if it is not allowed here.
    package func read(_ text: String) -> String? { canonical(text) }

    /// What a policy allows for this option: one value or a range. Nil if the text is neither.
    package func bounds(_ text: String) -> OptionBounds? {
        if takesRange, let dots = text.range(of: "..") {
            guard let low = read(String(text[..<dots.lowerBound])), let high = read(String(text[dots.upperBound...])),
                let from = magnitude(low), let to = magnitude(high), from <= to
            else { return nil }
            return OptionBounds(low: low, high: high)
        }
        return read(text).map { OptionBounds(low: $0, high: $0) }
    }

    /// Whether a value lies inside what the policy allows.
    package func contains(_ bounds: OptionBounds, _ text: String) -> Bool {
        if bounds.isSingle { return read(text) == bounds.low }
        guard let value = magnitude(text), let low = magnitude(bounds.low), let high = magnitude(bounds.high) else {
            return false
        }
        return low <= value && value <= high
    }

    /// A value drawn from the bounds with the attack's own generator.
    package func draw(_ bounds: OptionBounds, using generator: inout SeededGenerator) -> String {
        guard !bounds.isSingle, let low = magnitude(bounds.low), let high = magnitude(bounds.high),
            let drawn = fromMagnitude(low + (high - low) * generator.unit()), contains(bounds, drawn)
        else { return bounds.low }
        return drawn
    }
}

/// One value, or the two ends of a range, as canonical texts.
package struct OptionBounds: Codable, Hashable, Sendable {
    package let low: String
    package let high: String

    package init(low: String, high: String) {
        self.low = low
        self.high = high
    }

    package var isSingle: Bool { low == high }
    package var description: String { isSingle ? low : "\(low)..\(high)" }
}

extension String {
    /// The first place where `needle` stands; without Foundation.
    func range(of needle: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(needle) { return start..<index(start, offsetBy: needle.count) }
            start = index(after: start)
        }
        return nil
    }
}
