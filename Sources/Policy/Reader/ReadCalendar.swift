import MonkeyKit

/// `windows`: each a map of days, hours and time zone.
enum WindowKeys {
    static let days = Key(
        "days", Shape<Set<Weekday>>.days, default: "every day", help: "the days on which the hours begin")
    static let hours = Key(
        "hours", Shape<Window.Hours>.hours, default: "00:00-24:00", help: "from and to, by the clocks of the time zone")
    static let timezone = Key(
        "timezone", Shape<TimeZoneRules>.zone, required: true, help: "whose clocks and days count")
    static let section = SchemaSection(
        path: "windows", title: "a window", keys: [days.entry, hours.entry, timezone.entry])
}

extension Shape where Value == Window {
    static let window = Shape(form: WindowKeys.section.title) { yaml, _, problems in
        guard let fields = Fields(yaml, WindowKeys.section, problems) else { return nil }
        let days = fields.has(WindowKeys.days) ? fields[WindowKeys.days] : Set(Weekday.allCases)
        let hours = fields.has(WindowKeys.hours) ? fields[WindowKeys.hours] : .wholeDay
        guard let zone = fields[WindowKeys.timezone], let days, let hours else { return nil }
        return Window(days: days, hours: hours, zone: zone)
    }
}

/// `blackouts`: each a map of dates and a reason.
enum BlackoutKeys {
    static let dates = Key(
        "dates", Shape<ClosedRange<CivilDate>>.dates, required: true,
        help: "the days on which nothing runs, the last included")
    static let timezone = Key(
        "timezone", Shape<TimeZoneRules>.zone, default: "those of the windows",
        help: "whose calendar counts; needed where there are no windows")
    static let why = Key("why", Shape<String>.text, required: true, help: "told to whoever is refused")
    static let section = SchemaSection(
        path: "blackouts", title: "a blackout",
        keys: [dates.entry, timezone.entry, why.entry, .later("calendar", "an iCalendar file of days")])
}

/// A blackout before the windows' time zones are known.
struct BlackoutDraft {
    let mark: Yaml.Mark
    let dates: ClosedRange<CivilDate>
    let zone: TimeZoneRules?
    let why: String
}

extension Shape where Value == BlackoutDraft {
    static let blackout = Shape(form: BlackoutKeys.section.title) { yaml, _, problems in
        guard let fields = Fields(yaml, BlackoutKeys.section, problems) else { return nil }
        let zone = fields[BlackoutKeys.timezone]
        guard let dates = fields[BlackoutKeys.dates], let why = fields[BlackoutKeys.why] else { return nil }
        if zone == nil, fields.has(BlackoutKeys.timezone) { return nil }
        return BlackoutDraft(mark: fields.mark, dates: dates, zone: zone, why: why)
    }
}

extension PolicyCalendar {
    /// Gives the blackouts that name no time zone those of the windows.
    init(windows: [Window], drafts: [BlackoutDraft], hasWindows: Bool, _ problems: Problems) {
        var zones: [TimeZoneRules] = []
        for window in windows where !zones.contains(window.zone) { zones.append(window.zone) }
        if !hasWindows {
            for draft in drafts where draft.zone == nil {
                problems.add(
                    draft.mark,
                    "a blackout needs timezone where the policy has no windows: \(Shape<TimeZoneRules>.zone.form)")
            }
        }
        self.init(
            windows: windows,
            blackouts: drafts.map { Blackout(dates: $0.dates, zones: $0.zone.map { [$0] } ?? zones, why: $0.why) })
    }
}
