import MonkeyKit

extension Shape where Value == Set<Weekday> {
    private static let form = "days such as mon-fri or sat,sun"

    /// `mon-fri`, `sat,sun`, `fri-mon`, or a list of such.
    static let days = Shape(form: form) { yaml, name, problems in
        if case .list = yaml.value {
            let lists = Shape<[Value]>.list(of: words).read(yaml, name, problems)
            return lists.map { $0.reduce(into: []) { $0.formUnion($1) } }
        }
        return words.read(yaml, name, problems)
    }

    private static let words = Shape.scalar(form) { text in
        var days: Value = []
        for part in text.lowercased().split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map {
                Weekday(rawValue: trimmed($0))
            }
            guard (1...2).contains(ends.count), let first = ends.first ?? nil, let last = ends.last ?? nil else {
                return nil
            }
            let all = Weekday.allCases
            guard let start = all.firstIndex(of: first), let end = all.firstIndex(of: last) else { return nil }
            days.formUnion(start <= end ? Array(all[start...end]) : Array(all[start...] + all[...end]))
        }
        return days
    }
}

extension Shape where Value == Window.Hours {
    /// `10:00-16:00`, `22:00-04:00` across midnight, `00:00-24:00`.
    static let hours = Shape.scalar(
        "hours such as 10:00-16:00 or 22:00-04:00, from 00:00 to 24:00", or: HoursProblem.self
    ) {
        text throws(HoursProblem) in
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { trimmed($0) }
        guard ends.count == 2 else { throw HoursProblem(description: "two times with a - between them") }
        let start = try minute(ends[0])
        let end = try minute(ends[1])
        guard start != end else { throw HoursProblem(description: "it is empty; the whole day is 00:00-24:00") }
        guard start < 1440 else {
            throw HoursProblem(description: "a window starts before 24:00; write 00:00 and the next day")
        }
        return Value(start: start, end: end == 0 ? 1440 : end)
    }

    private static func minute(_ text: String) throws(HoursProblem) -> Int64 {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [2, 2], parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let hour = Int64(parts[0]), let minute = Int64(parts[1])
        else { throw HoursProblem(description: "\(text) is not a time such as 09:30") }
        guard minute < 60, hour * 60 + minute <= 1440 else {
            throw HoursProblem(description: "there is no \(text) on a clock")
        }
        return hour * 60 + minute
    }
}

struct HoursProblem: Error, CustomStringConvertible {
    let description: String
}

extension Shape where Value == ClosedRange<CivilDate> {
    /// `2026-12-24`, `2026-12-20..2027-01-06`.
    static let dates = Shape.scalar("a date such as 2026-12-24 or two as 2026-12-20..2027-01-06, the earlier first") {
        text in
        let ends = rangeEnds(text)
        guard let first = CivilDate(ends.low), let last = CivilDate(ends.high), first <= last else { return nil }
        return first...last
    }
}

extension Shape where Value == TimeZoneRules {
    static let zone = Shape(form: "a time zone such as Europe/Berlin or UTC") { yaml, name, problems in
        guard case .text(let text) = yaml.value else {
            problems.add(yaml.mark, "\(name): \(yaml.seen) is not a time zone such as Europe/Berlin or UTC")
            return nil
        }
        if let zone = TimeZoneRules(identifier: text) { return zone }
        let isShort = !text.contains("/")
        let advice = isShort ? "; abbreviations and offsets know no summer time, name a place" : ""
        problems.add(
            yaml.mark,
            "\(name): unknown time zone \"\(text)\"; allowed are places such as Europe/Berlin, and UTC"
                + (hint(text, among: TimeZoneRules.known).isEmpty ? advice : hint(text, among: TimeZoneRules.known)))
        return nil
    }
}

/// The two sides of `low..high`, without spaces around; of anything else, twice the whole.
func rangeEnds(_ text: String) -> (low: String, high: String) {
    guard let dots = text.firstRange(of: "..") else { return (trimmed(text), trimmed(text)) }
    return (trimmed(text[..<dots.lowerBound]), trimmed(text[dots.upperBound...]))
}

/// Without the spaces at both ends.
func trimmed(_ text: some StringProtocol) -> String {
    let start = text.drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
}
