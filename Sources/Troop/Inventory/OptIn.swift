internal import Glibc
internal import Host
internal import MonkeyKit

/// The target's own key: `monkey opt-in` writes it, `monkey opt-out` takes it away.
extension Troop {
    /// Where our mark of a unit stands.
    static func markFile(_ unit: String) -> String { "/etc/systemd/system/\(unit).d/50-monkey.conf" }

    private static let heading = "# Written by `monkey opt-in`; `monkey opt-out` removes it.\n"

    /// Marks a unit as a target of `group` for the named monkeys.
    /// - Returns: what was written, for people.
    package func optIn(unit: String, group: String, allow: [String]) async throws -> String {
        guard !allow.isEmpty else {
            throw UsageProblem("--allow names no monkey; an empty list would opt the unit out")
        }
        for name in allow { _ = try monkey(name) }
        guard group.allSatisfy({ $0.isLetter || $0.isNumber || "-_.".contains($0) }), !group.isEmpty else {
            throw UsageProblem("--group \"\(group)\": a group's name has letters, digits, - _ and . only")
        }
        try await requireUnit(unit)
        let text = Self.heading + "[X-Monkey]\nGroup=\(group)\nAllow=\nAllow=\(allow.joined(separator: " "))\n"
        try await writeMark(unit, text)
        return
            "\(unit) opted in to \(allow.joined(separator: ", ")) as a target of group \(group): \(Self.markFile(unit))"
    }

    /// Removes our mark. A unit whose own file carries one gets a mark that opts it out.
    package func optOut(unit: String) async throws -> String {
        try await requireUnit(unit)
        let path = Self.markFile(unit)
        let removed = unlink(path) == 0
        guard removed || errno == ENOENT else {
            throw HostError(operation: "remove", subject: path, cause: String(cString: strerror(errno)))
        }
        if removed {
            rmdir("/etc/systemd/system/\(unit).d")  // only if nothing else is in it
            try await host.units.reload()
        }
        let mark = try await mark(of: unit)
        guard let allow = mark.allow, !allow.isEmpty else {
            return removed ? "\(unit) opted out: removed \(path)" : "\(unit) carries no mark; nothing to do"
        }
        try await writeMark(unit, Self.heading + "[X-Monkey]\nAllow=\n")
        return "\(unit) opted out: \(path) overrules the mark in its own unit file"
    }

    /// The mark of a unit as its files say now.
    package func mark(of unit: String) async throws -> UnitMark {
        guard let facts = try await host.units.facts(of: unit) else { return UnitMark(files: []) }
        return mark(of: facts)
    }

    func mark(of facts: UnitFacts) -> UnitMark {
        let paths = [facts.fragmentPath].filter { !$0.isEmpty } + facts.dropInPaths
        return UnitMark(files: paths.compactMap { try? readText($0) })
    }

    private func requireUnit(_ unit: String) async throws {
        guard Units.isSystemdPID1 else {
            throw Refusal(
                "marking \(unit): systemd does not run this host",
                remedy: "a process without a unit opts in by MONKEY_GROUP and MONKEY_ALLOW in its environment")
        }
        guard try await host.units.facts(of: unit) == nil else { return }
        let names = try await host.units.list(matching: ["*"], states: []).map(\.name)
        let hint = nearest(to: unit, among: names).map { "; did you mean \($0)?" } ?? ""
        throw UsageProblem("no unit is named \(unit)\(hint)")
    }

    private func writeMark(_ unit: String, _ text: String) async throws {
        let directory = "/etc/systemd/system/\(unit).d"
        if mkdir(directory, 0o755) != 0, errno != EEXIST {
            throw HostError(
                operation: "make directory", subject: directory, cause: String(cString: strerror(errno)),
                mend: errno == EACCES ? "run as root" : nil)
        }
        try writeDurably(Self.markFile(unit), text, mode: 0o644)
        try await host.units.reload()
    }
}
