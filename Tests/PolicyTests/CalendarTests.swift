import MonkeyKit
import Testing

@testable import Policy

/// A window, a day in UTC around which it is looked at, and when it is open, in UTC.
struct Day: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let zone: String
    let hours: String
    let days: String
    let from: String
    let to: String
    let open: [String]

    init(
        _ name: String, _ zone: String, _ hours: String, days: String = "mon-sun", from: String, to: String,
        open: String...
    ) {
        testDescription = "\(zone) \(hours): \(name)"
        (self.zone, self.hours, self.days, self.from, self.to, self.open) = (zone, hours, days, from, to, open)
    }

    func calendar(_ more: String = "") throws -> PolicyCalendar {
        try Fixture.read(
            Wrong.base + "windows: [{ days: \"\(days)\", hours: \"\(hours)\", timezone: \(zone) }]\n" + more
        ).calendar
    }
}

private let plain: [Day] = [
    Day(
        "a winter day", "Europe/Berlin", "10:00-16:00", from: "2026-11-23T00:00", to: "2026-11-24T00:00",
        open: "2026-11-23T09:00/2026-11-23T15:00"),
    Day(
        "a summer day", "Europe/Berlin", "10:00-16:00", from: "2026-07-01T00:00", to: "2026-07-02T00:00",
        open: "2026-07-01T08:00/2026-07-01T14:00"),
    Day("a weekend", "Europe/Berlin", "10:00-16:00", days: "mon-fri", from: "2026-11-20T22:00", to: "2026-11-23T00:00"),
    Day(
        "across midnight, by the day it begins", "Europe/Berlin", "22:00-04:00", days: "fri", from: "2026-11-19T00:00",
        to: "2026-11-23T00:00", open: "2026-11-20T21:00/2026-11-21T03:00"),
    Day(
        "all day", "UTC", "00:00-24:00", days: "sat,sun", from: "2026-11-19T00:00", to: "2026-11-25T00:00",
        open: "2026-11-21T00:00/2026-11-23T00:00"),
    Day(
        "until midnight", "Asia/Kolkata", "20:00-24:00", days: "mon", from: "2026-11-23T00:00", to: "2026-11-24T00:00",
        open: "2026-11-23T14:30/2026-11-23T18:30"),
    Day(
        "a day ahead of UTC", "Pacific/Kiritimati", "08:00-10:00", days: "tue", from: "2026-11-23T00:00",
        to: "2026-11-25T00:00", open: "2026-11-23T18:00/2026-11-23T20:00"),
]

/// The rule: open while a clock on the wall there reads a time inside the hours.
private let changes: [Day] = [
    // Europe/Berlin, 2026-03-29: 02:00 becomes 03:00 at 01:00 UTC. A day of 23 hours.
    Day(
        "23 hours", "Europe/Berlin", "00:00-24:00", days: "sun", from: "2026-03-28T00:00", to: "2026-03-31T00:00",
        open: "2026-03-28T23:00/2026-03-29T22:00"),
    Day(
        "over the gap", "Europe/Berlin", "01:00-04:00", days: "sun", from: "2026-03-28T00:00", to: "2026-03-31T00:00",
        open: "2026-03-29T00:00/2026-03-29T02:00"),
    Day(
        "begins in the gap", "Europe/Berlin", "02:30-04:00", days: "sun", from: "2026-03-28T00:00",
        to: "2026-03-31T00:00",
        open: "2026-03-29T01:00/2026-03-29T02:00"),
    Day(
        "ends in the gap", "Europe/Berlin", "01:00-02:30", days: "sun", from: "2026-03-28T00:00",
        to: "2026-03-31T00:00",
        open: "2026-03-29T00:00/2026-03-29T01:00"),
    Day("is the gap", "Europe/Berlin", "02:00-03:00", days: "sun", from: "2026-03-28T00:00", to: "2026-03-31T00:00"),
    Day(
        "across midnight into the gap", "Europe/Berlin", "22:00-02:30", days: "sat", from: "2026-03-28T00:00",
        to: "2026-03-31T00:00", open: "2026-03-28T21:00/2026-03-29T01:00"),
    // Europe/Berlin, 2026-10-25: 03:00 becomes 02:00 at 01:00 UTC. A day of 25 hours.
    Day(
        "25 hours", "Europe/Berlin", "00:00-24:00", days: "sun", from: "2026-10-24T00:00", to: "2026-10-27T00:00",
        open: "2026-10-24T22:00/2026-10-25T23:00"),
    Day(
        "over the hour twice", "Europe/Berlin", "01:00-04:00", days: "sun", from: "2026-10-24T00:00",
        to: "2026-10-27T00:00", open: "2026-10-24T23:00/2026-10-25T03:00"),
    Day(
        "half of the hour twice", "Europe/Berlin", "02:00-02:30", days: "sun", from: "2026-10-24T00:00",
        to: "2026-10-27T00:00", open: "2026-10-25T00:00/2026-10-25T00:30", "2026-10-25T01:00/2026-10-25T01:30"),
    Day(
        "closes and opens again", "Europe/Berlin", "01:00-02:30", days: "sun", from: "2026-10-24T00:00",
        to: "2026-10-27T00:00", open: "2026-10-24T23:00/2026-10-25T00:30", "2026-10-25T01:00/2026-10-25T01:30"),
    Day(
        "the second hour is not there", "Europe/Berlin", "03:00-04:00", days: "sun", from: "2026-10-24T00:00",
        to: "2026-10-27T00:00", open: "2026-10-25T02:00/2026-10-25T03:00"),
    // America/New_York, 2026-03-08 at 07:00 UTC and 2026-11-01 at 06:00 UTC.
    Day(
        "23 hours", "America/New_York", "00:00-24:00", days: "sun", from: "2026-03-07T00:00", to: "2026-03-10T00:00",
        open: "2026-03-08T05:00/2026-03-09T04:00"),
    Day(
        "25 hours", "America/New_York", "00:00-24:00", days: "sun", from: "2026-10-31T00:00", to: "2026-11-03T00:00",
        open: "2026-11-01T04:00/2026-11-02T05:00"),
    Day(
        "the hour twice", "America/New_York", "01:00-02:00", days: "sun", from: "2026-10-31T00:00",
        to: "2026-11-03T00:00", open: "2026-11-01T05:00/2026-11-01T07:00"),
    // Australia/Lord_Howe changes by half an hour: 2026-04-05, 02:00 becomes 01:30 at 2026-04-04T15:00 UTC.
    Day(
        "half an hour more", "Australia/Lord_Howe", "00:00-24:00", days: "sun", from: "2026-04-03T00:00",
        to: "2026-04-07T00:00", open: "2026-04-04T13:00/2026-04-05T13:30"),
    Day(
        "a quarter twice", "Australia/Lord_Howe", "01:30-01:45", days: "sun", from: "2026-04-03T00:00",
        to: "2026-04-07T00:00", open: "2026-04-04T14:30/2026-04-04T14:45", "2026-04-04T15:00/2026-04-04T15:15"),
    // … and 2026-10-04, 02:00 becomes 02:30 at 2026-10-03T15:30 UTC.
    Day(
        "half an hour less", "Australia/Lord_Howe", "00:00-24:00", days: "sun", from: "2026-10-02T00:00",
        to: "2026-10-06T00:00", open: "2026-10-03T13:30/2026-10-04T13:00"),
    // America/Sao_Paulo changed at midnight: 2018-11-04 began at 01:00, at 03:00 UTC; 2018-02-18 had 23:00 twice the day before.
    Day(
        "a day without its first hour", "America/Sao_Paulo", "00:00-24:00", days: "sun", from: "2018-11-03T00:00",
        to: "2018-11-06T00:00", open: "2018-11-04T03:00/2018-11-05T02:00"),
    Day(
        "the missing first hour", "America/Sao_Paulo", "00:00-01:00", days: "sun", from: "2018-11-03T00:00",
        to: "2018-11-06T00:00"),
    Day(
        "the last hour twice", "America/Sao_Paulo", "23:00-24:00", days: "sat", from: "2018-02-16T00:00",
        to: "2018-02-20T00:00", open: "2018-02-18T01:00/2018-02-18T03:00"),
    // Africa/Casablanca goes back for Ramadan: 2026-02-15, 03:00 becomes 02:00 at 02:00 UTC, and forward on 2026-03-22 at 02:00 UTC.
    Day(
        "25 hours before Ramadan", "Africa/Casablanca", "00:00-24:00", days: "sun", from: "2026-02-14T00:00",
        to: "2026-02-17T00:00", open: "2026-02-14T23:00/2026-02-16T00:00"),
    Day(
        "23 hours after it", "Africa/Casablanca", "00:00-24:00", days: "sun", from: "2026-03-21T00:00",
        to: "2026-03-24T00:00", open: "2026-03-22T00:00/2026-03-22T23:00"),
    // Pacific/Apia left out 2011-12-30.
    Day(
        "a day that was not", "Pacific/Apia", "00:00-24:00", days: "fri", from: "2011-12-29T00:00",
        to: "2012-01-01T00:00"),
]

@Suite("Windows follow the clock on the wall") struct CalendarTests {
    @Test(arguments: plain + changes) func opens(_ day: Day) throws {
        let range = try Fixture.utc(day.from)..<Fixture.utc(day.to)
        let open = try day.open.map { text in
            let ends = text.split(separator: "/")
            return try Fixture.utc(String(ends[0]))..<Fixture.utc(String(ends[1]))
        }
        #expect(try day.calendar().open(in: range) == open)
    }

    /// The rule itself, minute by minute, over the days on which clocks change.
    @Test(arguments: plain + changes) func agreesWithTheClock(_ day: Day) throws {
        let calendar = try day.calendar()
        let window = calendar.windows[0]
        let range = try Fixture.utc(day.from)..<Fixture.utc(day.to)
        let open = calendar.open(in: range)
        for instant in stride(from: range.lowerBound, to: range.upperBound, by: 60) {
            let local = instant + window.zone.offset(at: instant)
            let date = CivilDate(days: floorDivide(local, 86400))
            let minute = (local - date.days * 86400) / 60
            let (start, end) = (window.hours.start, window.hours.end)
            let today = window.days.contains(date.weekday)
            let yesterday = window.days.contains(CivilDate(days: date.days - 1).weekday)
            let expected =
                start < end
                ? today && start <= minute && minute < end : today && minute >= start || yesterday && minute < end
            let isOpen = open.contains { $0.contains(instant) }
            #expect(isOpen == expected, "\(window.zone.text(instant))")
        }
    }

    @Test func windowsThatTouchAreOne() throws {
        let calendar = try Fixture.read(
            Wrong.base + """
                windows:
                  - { days: mon, hours: "20:00-24:00", timezone: UTC }
                  - { days: tue, hours: "00:00-02:00", timezone: UTC }
                  - { days: tue, hours: "02:00-05:00", timezone: Europe/Berlin }
                """
        ).calendar
        let open = try calendar.open(in: Fixture.utc("2026-11-23T00:00")..<Fixture.utc("2026-11-25T00:00"))
        #expect(open == [try Fixture.utc("2026-11-23T20:00")..<Fixture.utc("2026-11-24T04:00")])
    }

    @Test(arguments: [
        // now, seconds, the next opening
        ("2026-11-23T09:00", 3600, "2026-11-23T09:00"), ("2026-11-23T14:00", 3600, "2026-11-23T14:00"),
        ("2026-11-23T14:00:01", 3600, "2026-11-24T09:00"), ("2026-11-20T15:00", 60, "2026-11-23T09:00"),
        ("2026-12-18T14:59:30", 60, "2027-01-07T09:00"), ("2026-11-23T09:00", 6 * 3600, "2026-11-23T09:00"),
        ("2026-11-23T09:00", 6 * 3600 + 1, ""),
    ])
    func nextOpening(_ now: String, _ seconds: Int64, _ expected: String) throws {
        let day = Day("", "Europe/Berlin", "10:00-16:00", days: "mon-fri", from: "", to: "")
        let calendar = try day.calendar("blackouts: [{ dates: 2026-12-19..2027-01-06, why: freeze }]\n")
        let next = try calendar.nextOpening(from: Fixture.utc(now), lasting: seconds)
        #expect(try next == (expected.isEmpty ? nil : Fixture.utc(expected)))
    }

    @Test func blackoutsHoldInEveryTimeZoneOfTheWindows() throws {
        let calendar = try Fixture.read(
            Wrong.base + """
                windows: [{ timezone: Asia/Tokyo }, { timezone: America/New_York }]
                blackouts: [{ dates: 2026-12-24, why: eve }, { dates: 2026-05-01, timezone: UTC, why: may }]
                """
        ).calendar
        let december = try calendar.open(in: Fixture.utc("2026-12-23T00:00")..<Fixture.utc("2026-12-27T00:00"))
        #expect(
            try december == [
                Fixture.utc("2026-12-23T00:00")..<Fixture.utc("2026-12-23T15:00"),
                Fixture.utc("2026-12-25T05:00")..<Fixture.utc("2026-12-27T00:00"),
            ])
        let may = try calendar.open(in: Fixture.utc("2026-04-30T00:00")..<Fixture.utc("2026-05-03T00:00"))
        #expect(
            try may == [
                Fixture.utc("2026-04-30T00:00")..<Fixture.utc("2026-05-01T00:00"),
                Fixture.utc("2026-05-02T00:00")..<Fixture.utc("2026-05-03T00:00"),
            ])
    }

    @Test(arguments: [
        ("Europe/Berlin", "2026-11-23T09:00", "Mon 2026-11-23 10:00 Europe/Berlin"),
        ("Europe/Berlin", "2026-07-01T22:30", "Thu 2026-07-02 00:30 Europe/Berlin"),
        ("UTC", "2026-11-23T23:59:01", "Tue 2026-11-24 00:00 UTC"),
        ("America/St_Johns", "2026-11-23T00:00", "Sun 2026-11-22 20:30 America/St_Johns"),
    ])
    func isWritten(_ zone: String, _ instant: String, _ text: String) throws {
        #expect(try TimeZoneRules(identifier: zone)?.text(Fixture.utc(instant)) == text)
    }

    @Test(arguments: ["EST", "GMT+2", "CET", "Mars/Base", "", "Europe/", "/etc/passwd", "berlin"])
    func isNoTimeZone(_ name: String) {
        #expect(TimeZoneRules(identifier: name) == nil)
    }

    /// The rules come with ICU; a build that lost it would know no place.
    @Test func theRulesAreThere() {
        #expect(TimeZoneRules.known.count > 300)
        for name in TimeZoneRules.known { #expect(TimeZoneRules(identifier: name) != nil, "\(name)") }
    }
}
