package import MonkeyKit

/// When attacks may run: hours of the day, on days of the week, by the clocks of one place.
///
/// **The rule for every day, those on which the clocks change included: the window is open while a clock on the wall
/// there reads a time inside its hours.** From that follows:
/// - A day on which the clocks go forward has no times between, say, 02:00 and 03:00. A window of 02:30–04:00 opens at
///   03:00, one of 02:00–03:00 does not open at all, and one of 01:00–04:00 lasts two hours.
/// - A day on which they go back has these times twice. A window of 02:00–02:30 opens twice; one of 01:00–02:30 closes
///   when the clock first reads 02:30 and opens again from the second 02:00 to the second 02:30; one of 01:00–04:00
///   lasts four hours.
/// - Hours that cross midnight belong to the day on which they begin: `fri 22:00-04:00` ends on Saturday at 04:00.
package struct Window: Hashable, Sendable {
    package let days: Set<Weekday>
    /// Minutes since midnight; `end` is 1440 for 24:00, and not after `start` if the hours cross midnight.
    package let hours: Hours
    package let zone: TimeZoneRules

    package struct Hours: Hashable, Sendable {
        package let start: Int64
        package let end: Int64

        package init(start: Int64, end: Int64) {
            self.start = start
            self.end = end
        }

        static let wholeDay = Hours(start: 0, end: 1440)

        /// In minutes, on a day on which the clocks do not change.
        var length: Int64 { end > start ? end - start : end + 1440 - start }
    }

    package init(days: Set<Weekday>, hours: Hours, zone: TimeZoneRules) {
        self.days = days
        self.hours = hours
        self.zone = zone
    }

    /// When it is open inside `range`, in seconds since 1970, in order; stretches may touch.
    func stretches(in range: Range<Int64>) -> [Range<Int64>] {
        var found: [Range<Int64>] = []
        for segment in zone.segments(in: range) {
            let first = floorDivide(segment.range.lowerBound + segment.offset, 86400) - 1
            let last = floorDivide(segment.range.upperBound + segment.offset, 86400)
            for day in first...last where days.contains(CivilDate(days: day).weekday) {
                let opens = day * 86400 + hours.start * 60 - segment.offset
                let stretch = (opens..<opens + hours.length * 60).clamped(to: segment.range)
                if !stretch.isEmpty { found.append(stretch) }
            }
        }
        return found
    }
}

/// Days on which nothing runs, whatever the windows say, from the first instant of the first to the last of the last.
package struct Blackout: Hashable, Sendable {
    package let dates: ClosedRange<CivilDate>
    /// The places whose calendar counts: the named one, else those of the policy's windows.
    package let zones: [TimeZoneRules]
    package let why: String

    package init(dates: ClosedRange<CivilDate>, zones: [TimeZoneRules], why: String) {
        self.dates = dates
        self.zones = zones
        self.why = why
    }

    package var description: String {
        dates.lowerBound == dates.upperBound ? "\(dates.lowerBound)" : "\(dates.lowerBound)..\(dates.upperBound)"
    }

    /// When it holds inside `range`: while the calendar of any of its places shows one of its days.
    func stretches(in range: Range<Int64>) -> [Range<Int64>] {
        zones.flatMap { zone in
            zone.segments(in: range).compactMap { segment -> Range<Int64>? in
                let start = dates.lowerBound.days * 86400 - segment.offset
                let end = (dates.upperBound.days + 1) * 86400 - segment.offset
                let stretch = (start..<end).clamped(to: segment.range)
                return stretch.isEmpty ? nil : stretch
            }
        }
    }
}
