import Testing

@testable import Host

@Suite("The wall clock as text")
struct WallTimeTests {
    @Test(
        "is RFC 3339 in UTC with microseconds, both ways",
        arguments: [
            (0, 0, "1970-01-01T00:00:00.000000Z"),
            (951_782_399, 999_999_000, "2000-02-28T23:59:59.999999Z"),
            (951_782_400, 0, "2000-02-29T00:00:00.000000Z"),
            (4_107_542_400, 1000, "2100-03-01T00:00:00.000001Z"),
            (-1, 500_000_000, "1969-12-31T23:59:59.500000Z"),
            (-62_135_596_800, 0, "0001-01-01T00:00:00.000000Z"),
            (253_402_300_799, 0, "9999-12-31T23:59:59.000000Z"),
        ] as [(Int64, Int32, String)])
    func text(seconds: Int64, nanoseconds: Int32, text: String) {
        let time = WallTime(seconds: seconds, nanoseconds: nanoseconds)
        #expect(time.description == text)
        #expect(WallTime(text) == time)
    }

    @Test(
        "is read with an offset, without a fraction, with a long one",
        arguments: [
            ("2026-03-01T12:00:00+02:00", "2026-03-01T10:00:00.000000Z"),
            ("2026-03-01T00:30:00-01:30", "2026-03-01T02:00:00.000000Z"),
            ("2026-03-01t12:00:00.5z", "2026-03-01T12:00:00.500000Z"),
            ("2026-03-01 12:00:00.123456789999Z", "2026-03-01T12:00:00.123456Z"),
        ])
    func reading(text: String, expected: String) {
        #expect(WallTime(text)?.description == expected)
    }

    @Test(
        "is not read from what is no time",
        arguments: [
            "", "2026", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-04-31T00:00:00Z",
            "2026-04-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z",
            "2026-01-01T00:00:00", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00Zx", "2026-01-01T00:00:00+2:00",
            "2026-1-01T00:00:00Z", "٢٠٢٦-01-01T00:00:00Z",
        ])
    func garbage(text: String) {
        #expect(WallTime(text) == nil)
    }

    @Test("knows every day of 800 years")
    func days() {
        var expected: (year: Int64, month: Int64, day: Int64) = (1600, 1, 1)
        let first = daysSince1970(year: 1600, month: 1, day: 1)
        for day in first..<(first + 2 * 146_097) {
            guard civilDate(daysSince1970: day) == expected,
                daysSince1970(year: expected.year, month: expected.month, day: expected.day) == day
            else {
                Issue.record("day \(day) is not \(expected)")
                return
            }
            let isLeap = expected.year % 4 == 0 && (expected.year % 100 != 0 || expected.year % 400 == 0)
            let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            expected.day += 1
            if expected.day > lengths[Int(expected.month) - 1] { expected = (expected.year, expected.month + 1, 1) }
            if expected.month > 12 { expected = (expected.year + 1, 1, 1) }
        }
        #expect(expected == (2400, 1, 1))
    }

    @Test("moves and measures across the second")
    func arithmetic() {
        let time = WallTime(seconds: 10, nanoseconds: 100)
        #expect(time.advanced(by: .nanoseconds(-200)) == WallTime(seconds: 9, nanoseconds: 999_999_900))
        #expect(time.advanced(by: .milliseconds(-10_500)) == WallTime(seconds: -1, nanoseconds: 500_000_100))
        #expect(time.duration(to: WallTime(seconds: 9, nanoseconds: 999_999_900)) == .nanoseconds(-200))
        #expect(WallTime(seconds: -1, nanoseconds: 1) < WallTime(seconds: 0))
    }
}
