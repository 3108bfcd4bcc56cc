import MonkeyKit

/// `limits`: the blast radius.
enum LimitKeys {
    private static let least = Shape<Int>.value("at least 1") { $0 >= 1 }

    static let targets = Key(
        "targets", Shape<Amount>.value(), default: "1",
        help: "how many of a group's consenting targets may be under attack at one time; a percentage is rounded down")
    static let keepHealthy = Key(
        "keepHealthy", Shape<Amount>.value(), default: "0",
        help: "how many of a group's targets stay healthy and untouched; a percentage is rounded up")
    static let concurrent = Key("concurrent", least, default: "1", help: "attacks of this policy at one time")
    static let cooldown = Key(
        "cooldown", Shape<Span>.value(), default: "0s",
        help: "rest of a target from the end of one attack to the next one")
    static let perDay = Key("perDay", least, help: "attacks on one group in one day of the first window's time zone")
    static let duration = Key(
        "duration", Shape<Span>.value("longer than 0s") { $0 > .zero }, default: "10m", help: "the longest attack")
    static let allowOverride = Key(
        "allowOverride", Shape<[Override]>.list(of: .value()),
        help: "rules that a person may overrule with --override and --reason")
    static let section = SchemaSection(
        path: "limits", title: "the limits",
        keys: [
            targets.entry, keepHealthy.entry, concurrent.entry, cooldown.entry, perDay.entry, duration.entry,
            allowOverride.entry, .later("perWeek", "attacks on one group in one week"),
        ])
}

extension Shape where Value == Limits {
    static let limits = Shape(form: LimitKeys.section.title) { yaml, _, problems in
        guard let fields = Fields(yaml, LimitKeys.section, problems) else { return nil }
        var limits = Limits()
        if let amount = fields[LimitKeys.targets] {
            limits.targets = amount
            if amount.isNothing {
                problems.add(
                    fields.mark(of: LimitKeys.targets),
                    "targets: \(amount.notation) allows no attack at all; at least 1, or more than 0%")
            }
        }
        if let amount = fields[LimitKeys.keepHealthy] {
            limits.keepHealthy = amount
            if case .percent(let percent) = amount, percent.value >= 100 {
                problems.add(
                    fields.mark(of: LimitKeys.keepHealthy),
                    "keepHealthy: \(amount.notation) leaves nothing to attack; less than 100%")
            }
        }
        if let count = fields[LimitKeys.concurrent] { limits.concurrent = count }
        if let span = fields[LimitKeys.cooldown] { limits.cooldown = span }
        limits.perDay = fields[LimitKeys.perDay]
        if let span = fields[LimitKeys.duration] { limits.duration = span }
        limits.allowOverride = Set(fields[LimitKeys.allowOverride] ?? [])
        return limits
    }
}
