package import MonkeyKit

/// When a policy lets attacks run: its windows without its blackouts. Instants are seconds since 1970-01-01 UTC.
///
/// A policy without windows is open at any time; its blackouts and every other rule hold all the same.
package struct PolicyCalendar: Hashable, Sendable {
    package let windows: [Window]
    package let blackouts: [Blackout]
    /// The place whose days and clocks the policy counts by: that of its first window, else UTC.
    package let zone: TimeZoneRules?

    package init(windows: [Window], blackouts: [Blackout]) {
        self.windows = windows
        self.blackouts = blackouts
        zone = windows.first?.zone ?? TimeZoneRules(identifier: "UTC")
    }

    /// The stretches inside `range` in which a window is open and no blackout holds, in order, none touching the next.
    package func open(in range: Range<Int64>) -> [Range<Int64>] {
        var open = windowed(in: range)
        for closed in merged(blackouts.flatMap { $0.stretches(in: range) }) {
            open = open.flatMap { stretch -> [Range<Int64>] in
                guard stretch.overlaps(closed) else { return [stretch] }
                let before = stretch.lowerBound..<max(stretch.lowerBound, closed.lowerBound)
                let after = min(stretch.upperBound, closed.upperBound)..<stretch.upperBound
                return [before, after].filter { !$0.isEmpty }
            }
        }
        return open
    }

    /// The same without asking the blackouts.
    func windowed(in range: Range<Int64>) -> [Range<Int64>] {
        guard !range.isEmpty else { return [] }
        return windows.isEmpty ? [range] : merged(windows.flatMap { $0.stretches(in: range) })
    }

    /// The first blackout that holds at some instant of `range`.
    package func blackout(in range: Range<Int64>) -> Blackout? { blackouts.first { !$0.stretches(in: range).isEmpty } }

    /// When an attack of `seconds` may next start, looking 400 days ahead: inside one open stretch from start to end.
    package func nextOpening(from now: Int64, lasting seconds: Int64) -> Int64? {
        open(in: now..<now + 400 * 86400 + seconds).first { $0.upperBound - $0.lowerBound >= seconds }?.lowerBound
    }

    /// `Mon 2026-11-23 10:00 Europe/Berlin`, by the clocks of the policy.
    package func text(_ instant: Int64) -> String { zone?.text(instant) ?? "\(instant) s since 1970" }

    /// The calendar day of the policy.
    package func date(at instant: Int64) -> CivilDate {
        zone?.date(at: instant) ?? CivilDate(days: floorDivide(instant, 86400))
    }

    private func merged(_ stretches: [Range<Int64>]) -> [Range<Int64>] {
        stretches.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { done, next in
            if let last = done.last, last.upperBound >= next.lowerBound {
                done[done.count - 1] = last.lowerBound..<max(last.upperBound, next.upperBound)
            } else {
                done.append(next)
            }
        }
    }
}
