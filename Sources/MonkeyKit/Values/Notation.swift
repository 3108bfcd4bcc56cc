/// A value with one written form, the same on the command line, in a policy and in the trail.
package protocol Notation: Sendable, Hashable {
    /// What the form looks like, for error lines and help: "a duration such as 250ms, 90s or 5m".
    static var form: String { get }

    /// The value that `text` writes, or nil if it is not of this form.
    init?(notation text: String)

    /// The canonical text; reading it gives the same value.
    var notation: String { get }
}

/// A notation with an order, so that a policy may write a range of it (`100ms..400ms`).
package protocol RangeNotation: Notation, Comparable {
    /// The value as a number, for a seeded draw between two ends.
    var magnitude: Double { get }
    init(magnitude: Double)
}

/// `number` followed by one of `units`, scaled: the shared reading of `5m`, `2GiB`, `10mbit`.
/// A bare number is taken only where `units` has an entry for the empty suffix.
func scaled(_ text: String, units: [(suffix: String, factor: Double)]) -> Double? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let first = digits.first, first != ".", digits.last != ".", let number = Double(digits) else { return nil }
    let suffix = text.dropFirst(digits.count)
    guard let unit = units.first(where: { $0.suffix == suffix }) else { return nil }
    let value = number * unit.factor
    return value.isFinite ? value : nil
}

/// `number` without a needless fraction: 5, 2.5, 33.333.
func plain(_ number: Double) -> String {
    if number == number.rounded(), abs(number) < 9e15 { return String(Int64(number)) }
    let thousandths = (abs(number) * 1000).rounded()
    let whole = Int64(thousandths / 1000)
    var fraction = String(Int64(thousandths) % 1000)
    fraction = String(repeating: "0", count: 3 - fraction.count) + fraction
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return (number < 0 ? "-" : "") + "\(whole)" + (fraction.isEmpty ? "" : ".\(fraction)")
}
