/// A length of time in nanoseconds, never negative: durations of attacks, delays, cool-downs.
package struct Span: RangeNotation {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = max(0, nanoseconds) }

    package static let zero = Span(nanoseconds: 0)
    package static func milliseconds(_ count: Int64) -> Span { Span(nanoseconds: count * 1_000_000) }
    package static func seconds(_ count: Int64) -> Span { Span(nanoseconds: count * 1_000_000_000) }
    package static func minutes(_ count: Int64) -> Span { .seconds(count * 60) }

    package var seconds: Double { Double(nanoseconds) / 1e9 }
    package var milliseconds: Double { Double(nanoseconds) / 1e6 }
    package var duration: Duration { .nanoseconds(nanoseconds) }

    package static let form = "a duration such as 250ms, 90s, 5m or 2h"

    private static let units: [(suffix: String, factor: Double)] = [
        ("ns", 1), ("us", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9), ("d", 86400e9),
    ]

    /// One number and unit, or several from large to small: `1h30m`.
    package init?(notation text: String) {
        var rest = Substring(text)
        var total = 0.0
        var last = Double.infinity
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            let suffix = rest.dropFirst(digits.count).prefix { $0.isASCII && $0.isLetter }
            guard let unit = Self.units.first(where: { $0.suffix == suffix }), unit.factor < last,
                let value = scaled(String(digits + suffix), units: Self.units)
            else { return nil }
            total += value
            last = unit.factor
            rest = rest.dropFirst(digits.count + suffix.count)
        }
        guard last.isFinite, total < 3.2e17 else { return nil }  // ten years: beyond any attack, far below Int64's end
        self.init(nanoseconds: Int64(total.rounded()))
    }

    package var notation: String {
        guard nanoseconds > 0 else { return "0s" }
        let unit =
            Self.units.last { nanoseconds >= Int64($0.factor) && nanoseconds % Int64($0.factor) == 0 } ?? ("ns", 1)
        return "\(nanoseconds / Int64(unit.factor))\(unit.suffix)"
    }

    /// Rounded for people, three digits: `675ms`, `1.25s`, `4.2m`.
    package var rounded: String {
        let unit = Self.units.prefix(5).last { Double(nanoseconds) >= $0.factor } ?? ("ns", 1)
        let value = Double(nanoseconds) / unit.factor
        let grain = value < 10 ? 100.0 : value < 100 ? 10 : 1
        return plain((value * grain).rounded() / grain) + unit.suffix
    }

    package static func < (left: Span, right: Span) -> Bool { left.nanoseconds < right.nanoseconds }
    package var magnitude: Double { Double(nanoseconds) }
    /// Rounded to whole milliseconds above one second and to microseconds below, so that a drawn value stays readable.
    package init(magnitude: Double) {
        let grain = magnitude >= 1e9 ? 1e6 : 1e3
        self.init(nanoseconds: Int64((magnitude / grain).rounded() * grain))
    }
}
