/// One option of a monkey, declared once. The command line, the policy checker, help, the man page and the docs read it.
package struct Option<Value: Notation>: Sendable {
    /// As on the command line, without the dashes: `recover-within`. In a policy it is `recoverWithin`.
    package let name: String
    package let help: String
    package let fallback: Value?
    /// The word after the option in help: `TIME`, `PERCENT`.
    package let placeholder: String
    package let place: OptionPlace
    let accepts: @Sendable (Value) -> Bool
    let limits: String?

    package init(
        _ name: String, _ placeholder: String = "", default fallback: Value? = nil, place: OptionPlace = .anywhere,
        where accepts: @escaping @Sendable (Value) -> Bool = { _ in true }, limits: String? = nil, help: String
    ) {
        self.name = name
        self.help = help
        self.fallback = fallback
        self.placeholder = placeholder
        self.place = place
        self.accepts = accepts
        self.limits = limits
    }
}

extension Option where Value: RangeNotation {
    /// An option that takes values between two ends, both included.
    package init(
        _ name: String, _ placeholder: String, default fallback: Value? = nil, in range: ClosedRange<Value>,
        place: OptionPlace = .anywhere, help: String
    ) {
        self.init(
            name, placeholder, default: fallback, place: place, where: { range.contains($0) },
            limits: "from \(range.lowerBound.notation) to \(range.upperBound.notation)", help: help)
    }
}

/// Where an option may be written.
package enum OptionPlace: Sendable {
    case anywhere
    /// A permission: the owners of the host give it in the policy, nobody takes it on the command line.
    case policyOnly
}
