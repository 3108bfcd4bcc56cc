import MonkeyKit

/// `groups.NAME`: what is in a group, and whose consent it takes.
enum GroupKeys {
    static let units = Key(
        "units", Shape<[Glob]>.list(of: Shape<Glob>.unit), help: "systemd units, by name or pattern: * ? [a-z]")
    static let processes = Key(
        "processes", Shape<ProcessRule>.processes, help: "processes without a unit of their own: user, exe, args")
    static let interfaces = Key("interfaces", Shape<[String]>.list(of: .interface), help: "network interfaces, by name")
    static let filesystems = Key(
        "filesystems", Shape<[String]>.list(of: .path), help: "filesystems, by an absolute path inside")
    static let host = Key("host", Shape<Bool>.value(), default: "false", help: "the host itself: its CPUs, its memory")
    static let consent = Key(
        "consent", Shape<Group.Consent>.value(), default: "mark",
        help: "mark: every target carries its own mark; operator: this file is enough")
    static let section = SchemaSection(
        path: "groups.NAME", title: "a group",
        keys: [
            units.entry, processes.entry, interfaces.entry, filesystems.entry, host.entry, consent.entry,
            .later("containers", "containers, by name"), .later("slices", "slices of systemd"),
        ])
}

/// `groups.NAME.processes`: all that is given must hold.
enum ProcessKeys {
    static let user = Key("user", Shape<String>.text, help: "the name of the user it runs as")
    static let exe = Key("exe", Shape<Glob>.executable, help: "the whole path of its executable, or a pattern")
    static let args = Key("args", Shape<Glob>.pattern, help: "a pattern over its whole command line, as ps prints it")
    static let section = SchemaSection(
        path: "groups.NAME.processes", title: "a process rule", keys: [user.entry, exe.entry, args.entry])
}

extension Shape where Value == Group {
    static func group(_ name: String, _ place: Place) -> Shape {
        Shape(form: GroupKeys.section.title) { yaml, _, problems in
            guard let fields = Fields(yaml, GroupKeys.section, problems) else { return nil }
            let consent = fields.has(GroupKeys.consent) ? fields[GroupKeys.consent] : .mark
            let group = Group(
                name: name, place: place, units: fields[GroupKeys.units] ?? [], processes: fields[GroupKeys.processes],
                interfaces: fields[GroupKeys.interfaces] ?? [], filesystems: fields[GroupKeys.filesystems] ?? [],
                host: fields[GroupKeys.host] ?? false, consent: consent ?? .mark)
            check(group, fields, hasConsent: consent != nil, problems)
            return group
        }
    }

    private static func check(_ group: Group, _ fields: Fields, hasConsent: Bool, _ problems: Problems) {
        let saysSomething =
            fields.has(GroupKeys.units) || fields.has(GroupKeys.processes) || fields.has(GroupKeys.interfaces)
            || fields.has(GroupKeys.filesystems) || group.host
        if !saysSomething {
            problems.add(
                fields.mark,
                "the group \(group.name) is empty; "
                    + "it needs one of units, processes, interfaces, filesystems, host: true"
            )
        }
        let unmarked = group.kinds.intersection([.interface, .filesystem, .host]).map(\.rawValue).sorted()
        if hasConsent, group.consent == .mark, !unmarked.isEmpty {
            problems.add(
                fields.has(GroupKeys.consent) ? fields.mark(of: GroupKeys.consent) : fields.mark,
                "the group \(group.name) holds what cannot carry a mark (\(unmarked.joined(separator: ", "))); "
                    + "say consent: operator, and this file is enough")
        }
    }
}

extension Shape where Value == ProcessRule {
    static let processes = Shape(form: "a map of user, exe, args") { yaml, _, problems in
        guard let fields = Fields(yaml, ProcessKeys.section, problems) else { return nil }
        if !fields.has(ProcessKeys.user), !fields.has(ProcessKeys.exe), !fields.has(ProcessKeys.args) {
            problems.add(fields.mark, "a process rule needs one of user, exe, args")
        }
        return ProcessRule(user: fields[ProcessKeys.user], exe: fields[ProcessKeys.exe], args: fields[ProcessKeys.args])
    }
}

extension Shape where Value == Glob {
    static let pattern = Shape.scalar("a pattern of a command line such as *--queue=mail*", or: GlobProblem.self) {
        text throws(GlobProblem) in try Glob(text)
    }

    static let executable = Shape.scalar("the path of an executable or a pattern of it", or: GlobProblem.self) {
        text throws(GlobProblem) in
        guard "/*?[".contains(text.prefix(1)) else { throw GlobProblem("it starts with /, or with a *") }
        return try Glob(text)
    }

    private static let types = [
        "service", "socket", "target", "timer", "path", "mount", "automount", "swap", "slice", "scope", "device",
    ]

    /// A pattern that no unit name could fit is a mistake: systemd's names end in their type (systemd.unit(5)).
    static let unit = Shape.scalar("a unit or a pattern such as nginx@*.service", or: GlobProblem.self) {
        text throws(GlobProblem) in
        let glob = try Glob(text)
        guard !text.contains("/"), !text.contains(" ") else {
            throw GlobProblem("no unit name has a / or a space")
        }
        let type = text.split(separator: ".", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        let isOpen =
            text.contains { "*?[".contains($0) } && (text.hasSuffix("*") || type.contains { "*?[]".contains($0) })
        guard isOpen || types.contains(type) && text.contains(".") else {
            let mend = text.contains(".") ? hint(type, among: types) : "; did you mean \(text).service?"
            throw GlobProblem("a unit's name ends in its type" + mend)
        }
        return glob
    }
}

extension Shape where Value == String {
    /// IFNAMSIZ and dev_valid_name(): up to 15 bytes, no slash, colon or space.
    static let interface = Shape.scalar("the name of a network interface, up to 15 characters") { text in
        let isValid =
            (1...15).contains(text.utf8.count) && !text.contains { "/: ".contains($0) } && text != "." && text != ".."
        return isValid ? text : nil
    }

    static let path = Shape.scalar("an absolute path") { text in
        text.hasPrefix("/") && !text.split(separator: "/").contains("..") ? text : nil
    }
}
