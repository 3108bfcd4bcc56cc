import MonkeyKit

/// `monkeys.NAME`: whom it may hit and how hard. The monkey's own options stand beside these keys.
enum MonkeyKeys {
    static let groups = Key(
        "groups", Shape<[String]>.list(of: Shape<String>.name), required: true, help: "the groups it may hit")
    static let duration = Key(
        "for", Shape<SpanRange>.durations, default: "60s",
        help: "how long an attack lasts, or from..to; asked for may be less, never more")
    static let every = Key(
        "every", Shape<Span>.wholeDays, help: "scheduled: one attack on a group in so many days, on average")
    static let atLeast = Key(
        "atLeast", Shape<Span>.wholeDays, help: "scheduled: so many days between two attacks on a group, at least")

    static func section(_ monkey: MonkeyDeclaration) -> SchemaSection {
        let options = monkey.options.declarations.map { option in
            SchemaKey(
                name: option.policyKey, form: option.rangeForm, fallback: option.fallback, isRequired: false,
                help: option.help, isLater: false)
        }
        return SchemaSection(
            path: "monkeys.\(monkey.name)", title: "the monkey \(monkey.name)",
            keys: [groups.entry, duration.entry, every.entry, atLeast.entry] + options)
    }
}

extension OptionDeclaration {
    /// What may be written in a policy.
    fileprivate var rangeForm: String { takesRange ? "\(form), or a range low..high of two" : form }

    /// What the policy allows for it. Nil if it could not be read.
    fileprivate func read(_ entry: Yaml.Entry, _ problems: Problems) -> OptionBounds? {
        if case .text(let text) = entry.value.value, let bounds = bounds(text) { return bounds }
        problems.add(entry.value.mark, "\(policyKey): \(entry.value.seen) is not \(rangeForm)")
        return nil
    }
}

extension Shape where Value == MonkeyRule {
    static func monkey(_ monkey: MonkeyDeclaration, _ groups: [Group], _ limits: Limits, _ calendar: PolicyCalendar)
        -> Shape
    {
        Shape(form: "the rule of a monkey") { yaml, _, problems in
            guard let fields = Fields(yaml, MonkeyKeys.section(monkey), problems) else { return nil }
            var options: [String: OptionBounds] = [:]
            for option in monkey.options.declarations {
                options[option.name] = fields.entry(option.policyKey).flatMap { option.read($0, problems) }
            }
            let rule = MonkeyRule(
                monkey: monkey.name, groups: fields[MonkeyKeys.groups] ?? [], options: options,
                duration: fields[MonkeyKeys.duration], every: fields[MonkeyKeys.every],
                atLeast: fields[MonkeyKeys.atLeast])
            checkGroups(rule, monkey, groups, fields, problems)
            checkTimes(rule, limits, calendar, fields, problems)
            return rule
        }
    }

    private static func checkGroups(
        _ rule: MonkeyRule, _ monkey: MonkeyDeclaration, _ groups: [Group], _ fields: Fields, _ problems: Problems
    ) {
        guard case .list(let items)? = fields.entry("groups")?.value.value else { return }
        let names = groups.map(\.name)
        for item in items {
            guard case .text(let name) = item.value, rule.groups.contains(name) else { continue }
            guard let group = groups.first(where: { $0.name == name }) else {
                let all = names.isEmpty ? "this policy has none" : "this policy has \(names.joined(separator: ", "))"
                problems.add(item.mark, "there is no group \"\(name)\"; \(all)" + hint(name, among: names))
                continue
            }
            if !group.kinds.isEmpty, group.kinds.isDisjoint(with: monkey.targets) {
                let takes = monkey.targets.map(\.rawValue).sorted().joined(separator: ", ")
                let holds = group.kinds.map(\.rawValue).sorted().joined(separator: ", ")
                problems.add(
                    item.mark,
                    "\(monkey.name) cannot hit the group \(name): it takes \(takes), the group holds \(holds)")
            }
        }
    }

    private static func checkTimes(
        _ rule: MonkeyRule, _ limits: Limits, _ calendar: PolicyCalendar, _ fields: Fields, _ problems: Problems
    ) {
        if let duration = rule.duration {
            let mark = fields.mark(of: MonkeyKeys.duration)
            if duration.high > limits.duration {
                problems.add(
                    mark,
                    "for: \(duration) is longer than limits.duration, \(limits.duration.notation); "
                        + "no attack may last so long"
                )
            }
            if let longest = calendar.longestWindow, Int64(duration.low.seconds.rounded(.up)) > longest {
                problems.add(
                    mark,
                    "for: \(duration) fits into no window, and an attack ends inside its window; the longest is "
                        + Span.seconds(longest).notation)
            }
        }
        if let every = rule.every, let atLeast = rule.atLeast, atLeast > every {
            problems.add(
                fields.mark(of: MonkeyKeys.atLeast),
                "atLeast: \(atLeast.notation) is more than every: \(every.notation), the mean; at most that")
        }
        if rule.every == nil, rule.atLeast != nil {
            problems.add(
                fields.mark(of: MonkeyKeys.atLeast),
                "atLeast says nothing without every: \(MonkeyKeys.every.shape.form)")
        }
    }
}

extension PolicyCalendar {
    /// In seconds, in a week in which no clocks change; nil without windows.
    fileprivate var longestWindow: Int64? {
        let start: Int64 = 1_767_571_200  // 2026-01-05, a Monday
        return windows.isEmpty
            ? nil : windowed(in: start..<start + 15 * 86400).map { $0.upperBound - $0.lowerBound }.max() ?? 0
    }
}

extension Shape where Value == SpanRange {
    static let durations = Shape<SpanRange>.scalar("\(Span.form), or a range low..high of two, longer than 0s") {
        text in
        let ends = rangeEnds(text)
        guard let low = Span(notation: ends.low), let high = Span(notation: ends.high), .zero < low, low <= high else {
            return nil
        }
        return SpanRange(low, high)
    }
}

extension Shape where Value == Span {
    static let wholeDays = Shape<Span>.value("in whole days such as 2d") {
        $0 > .zero && $0.nanoseconds % 86_400_000_000_000 == 0
    }
}
