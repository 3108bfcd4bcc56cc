import Host

/// A day of the proleptic Gregorian calendar, without a place: days since 1970-01-01.
package struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let days: Int64

    package init(days: Int64) { self.days = days }

    /// Nil if there is no such day.
    package init?(year: Int64, month: Int64, day: Int64) {
        guard (1...12).contains(month), (1...9999).contains(year) else { return nil }
        days = daysSince1970(year: year, month: month, day: day)
        guard components == (year, month, day) else { return nil }
    }

    /// `2026-12-24`.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let year = Int64(parts[0]), let month = Int64(parts[1]), let day = Int64(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    package var components: (year: Int64, month: Int64, day: Int64) { civilDate(daysSince1970: days) }

    package var weekday: Weekday { Weekday.allCases[Int(((days + 3) % 7 + 7) % 7)] }

    package var description: String {
        let (year, month, day) = components
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    package static func < (left: CivilDate, right: CivilDate) -> Bool { left.days < right.days }
}

package enum Weekday: String, CaseIterable, Hashable, Sendable {
    case mon, tue, wed, thu, fri, sat, sun

    /// `Mon`.
    package var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

/// Rounds towards the past.
package func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
    let quotient = number / divisor
    return number % divisor < 0 ? quotient - 1 : quotient
}

package func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
