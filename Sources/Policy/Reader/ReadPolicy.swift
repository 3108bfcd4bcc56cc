import MonkeyKit

/// The top of a policy file.
enum PolicyKeys {
    static let policy = Key("policy", Shape<String>.name, required: true, help: "the policy's name")
    static let windows = Key(
        "windows", Shape<[Window]>.list(of: .window), default: "any time",
        help: "when attacks may run; an attack starts and ends inside")
    static let blackouts = Key(
        "blackouts", Shape<[BlackoutDraft]>.list(of: .blackout), help: "when they may not, whatever the windows say")
    static let limits = Key("limits", Shape<Limits>.limits, help: "how much, how often, how long")
    static let allowProtected = Key(
        "allowProtected", Shape<[Protection]>.list(of: .protection),
        help: "what is protected elsewhere and may be hit here")
    static let section = SchemaSection(
        path: "", title: "a policy",
        keys: [
            policy.entry,
            SchemaKey(
                name: "groups", form: "a map from names to groups", fallback: nil, isRequired: true,
                help: "named sets of targets that opted in", isLater: false),
            windows.entry, blackouts.entry, limits.entry,
            SchemaKey(
                name: "monkeys", form: "a map from monkeys to what they may do", fallback: nil, isRequired: true,
                help: "which monkey may hit which groups, and how hard", isLater: false),
            allowProtected.entry,
            .later("gates", "checks that may forbid an attack"),
            .later("steadyState", "measurements that say the system is well"),
        ])
}

/// The policy format as data, for docs.
package enum PolicySchema {
    package static func sections(monkeys: [MonkeyDeclaration]) -> [SchemaSection] {
        [
            PolicyKeys.section, GroupKeys.section, ProcessKeys.section, WindowKeys.section, BlackoutKeys.section,
            LimitKeys.section,
        ] + monkeys.map(MonkeyKeys.section)
    }
}

extension PolicyDocument {
    /// Reads and checks one policy.
    /// - Parameters:
    ///   - text: the whole file.
    ///   - file: its path, for problems and reasons.
    ///   - monkeys: those of this binary; their options become keys.
    /// - Throws: everything that is wrong, at once. A policy with one problem is no policy.
    package init(parsing text: String, file: String, monkeys: [MonkeyDeclaration]) throws(PolicyProblems) {
        let problems = Problems(file: file)
        let document = Self.read(text, monkeys, problems)
        guard problems.isEmpty, let document else { throw PolicyProblems(problems.sorted) }
        self = document
    }

    private static func read(_ text: String, _ monkeys: [MonkeyDeclaration], _ problems: Problems) -> PolicyDocument? {
        guard let yaml = Yaml.read(text, problems), let fields = Fields(yaml, PolicyKeys.section, problems) else {
            return nil
        }
        let windows = fields[PolicyKeys.windows] ?? []
        let calendar = PolicyCalendar(
            windows: windows, drafts: fields[PolicyKeys.blackouts] ?? [], hasWindows: fields.has(PolicyKeys.windows),
            problems)
        let limits = fields[PolicyKeys.limits] ?? Limits()
        let groups = entries(of: "groups", fields, problems).compactMap { entry -> Group? in
            let key = Yaml(mark: entry.mark, value: .text(entry.key))
            _ = Shape<String>.name.read(key, "groups", problems)
            return Shape<Group>.group(entry.key, problems.place(entry.mark)).read(entry.value, entry.key, problems)
        }
        let names = monkeys.map(\.name)
        let rules = entries(of: "monkeys", fields, problems).compactMap { entry -> MonkeyRule? in
            guard let monkey = monkeys.first(where: { $0.name == entry.key }) else {
                problems.add(
                    entry.mark,
                    "unknown monkey \"\(entry.key)\"; there are \(names.joined(separator: ", "))"
                        + hint(entry.key, among: names))
                return nil
            }
            return Shape<MonkeyRule>.monkey(monkey, groups, limits, calendar).read(entry.value, entry.key, problems)
        }
        let protections = fields[PolicyKeys.allowProtected] ?? []
        guard let name = fields[PolicyKeys.policy] else { return nil }
        return PolicyDocument(
            name: name, file: problems.file, place: problems.place(fields.mark(of: PolicyKeys.policy)), groups: groups,
            calendar: calendar, limits: limits, monkeys: rules, allowProtected: Set(protections))
    }

    private static func entries(of key: String, _ fields: Fields, _ problems: Problems) -> [Yaml.Entry] {
        guard let entry = fields.entry(key) else { return [] }
        guard case .map(let entries) = entry.value.value, !entries.isEmpty else {
            problems.add(
                entry.value.mark, "\(key): \(entry.value.seen) is not \(PolicyKeys.section[key]?.form ?? "a map")")
            return []
        }
        return entries
    }
}

extension Shape where Value == Protection {
    static let protection = Shape(form: Protection.form) { yaml, name, problems in
        let names = Protection.overridable.map(\.rawValue)
        guard case .text(let text) = yaml.value, let protection = Protection(notation: text) else {
            let word = if case .text(let text) = yaml.value { hint(text, among: names) } else { "" }
            problems.add(yaml.mark, "\(name): \(yaml.seen) is not \(Protection.form)" + word)
            return nil
        }
        guard protection.isOverridable else {
            problems.add(
                yaml.mark,
                "\(name): \(text) (\(protection.help)) is protected without exception; allowed are "
                    + names.joined(separator: ", "))
            return nil
        }
        return protection
    }
}
