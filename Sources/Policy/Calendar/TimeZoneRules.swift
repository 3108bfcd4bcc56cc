// The whole of Foundation, not FoundationEssentials: the rules of time zones come with its ICU, and a static release
// build drops ICU unless something names it. This is the only file of the package that does.
import Foundation
package import MonkeyKit

/// The rules of one time zone: how far its clocks are from UTC at any instant.
package struct TimeZoneRules: Hashable, Sendable, CustomStringConvertible {
    package let identifier: String
    private let zone: TimeZone

    /// Nil if it is no place of the IANA time zone database: `Europe/Berlin`, `America/Argentina/Salta`; and `UTC`.
    /// Abbreviations and offsets are not taken: `EST` has no summer time, `GMT+2` no rules at all, and neither says so.
    package init?(identifier: String) {
        guard identifier.contains("/") || identifier == "UTC", let zone = TimeZone(identifier: identifier) else {
            return nil
        }
        self.identifier = identifier
        self.zone = zone
    }

    /// Seconds to add to UTC.
    /// - Parameter instant: seconds since 1970-01-01 UTC.
    package func offset(at instant: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant))))
    }

    /// For "did you mean".
    package static var known: [String] { TimeZone.knownTimeZoneIdentifiers.filter { $0.contains("/") } + ["UTC"] }

    package var description: String { identifier }
}

extension TimeZoneRules {
    /// A stretch of time in which the clocks are not put forward or back.
    package struct Segment: Hashable, Sendable {
        package let range: Range<Int64>
        package let offset: Int64
    }

    /// The stretches that make up `range`. Changes are looked for every six hours: no zone has made two within that.
    package func segments(in range: Range<Int64>) -> [Segment] {
        guard !range.isEmpty else { return [] }
        var segments: [Segment] = []
        var start = range.lowerBound
        var at = start
        var current = offset(at: start)
        while at < range.upperBound {
            let next = min(at + 6 * 3600, range.upperBound)
            let later = offset(at: next)
            if later != current {
                let change = firstChange(after: at, before: next, from: current)
                segments.append(Segment(range: start..<change, offset: current))
                (start, current) = (change, later)
            }
            at = next
        }
        if start < range.upperBound { segments.append(Segment(range: start..<range.upperBound, offset: current)) }
        return segments
    }

    /// The first instant in `(low, high]` with another offset, by bisection.
    private func firstChange(after low: Int64, before high: Int64, from offset: Int64) -> Int64 {
        var (low, high) = (low, high)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if self.offset(at: middle) == offset { low = middle } else { high = middle }
        }
        return high
    }

    /// The day on the calendar there.
    package func date(at instant: Int64) -> CivilDate {
        CivilDate(days: floorDivide(instant + offset(at: instant), 86400))
    }

    /// `Mon 2026-11-23 10:00 Europe/Berlin`; seconds are left out, a started minute counts as the next one.
    package func text(_ instant: Int64) -> String {
        let local = floorDivide(instant + offset(at: instant) + 59, 60)
        let date = CivilDate(days: floorDivide(local, 1440))
        let minute = local - date.days * 1440
        return "\(date.weekday.title) \(date) \(padded(minute / 60, 2)):\(padded(minute % 60, 2)) \(identifier)"
    }
}
