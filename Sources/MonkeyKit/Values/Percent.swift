/// A share of a whole, in percent: `25%`, `83.5%`. May exceed 100 where the thing measured can (CPU of several cores).
package struct Percent: RangeNotation {
    package let value: Double

    package init(_ value: Double) { self.value = value }

    package var fraction: Double { value / 100 }

    package static let form = "a percentage such as 80%"

    package init?(notation text: String) {
        guard let value = scaled(text, units: [("%", 1)]) else { return nil }
        self.value = value
    }

    package var notation: String { plain(value) + "%" }

    package static func < (left: Percent, right: Percent) -> Bool { left.value < right.value }
    package var magnitude: Double { value }
    /// Rounded to a tenth of a point.
    package init(magnitude: Double) { value = (magnitude * 10).rounded() / 10 }
}
