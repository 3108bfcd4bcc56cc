/// The mark by which a unit opts in: the section `[X-Monkey]` of its unit file or a drop-in, which systemd ignores
/// (systemd.unit(5): sections that begin with `X-`).
///
///     [X-Monkey]
///     Group=web
///     Allow=kill latency
///
/// Later files win key by key, as systemd's own do. An empty `Allow=` opts out.
package struct UnitMark: Sendable, Hashable {
    package var group: String?
    package var allow: [String]?

    /// Reads the section out of unit files in the order in which systemd reads them: the fragment, then its drop-ins.
    package init(files: [String]) {
        for text in files { read(text) }
    }

    private mutating func read(_ text: String) {
        var section = ""
        for line in Self.lines(text) {
            if line.hasPrefix("[") {
                section = line
            } else if section == "[X-Monkey]", let equals = line.firstIndex(of: "=") {
                let key = trimmed(line[..<equals])
                let value = trimmed(line[line.index(after: equals)...])
                if key == "Group" { group = value.isEmpty ? nil : value }
                if key == "Allow" {
                    let words = value.split(whereSeparator: \.isWhitespace).map(String.init)
                    allow = words.isEmpty ? [] : (allow ?? []) + words
                }
            }
        }
    }

    /// Logical lines: comments left out, a trailing backslash joins (systemd.syntax(7)).
    private static func lines(_ text: String) -> [String] {
        var result: [String] = []
        var pending = ""
        for raw in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let line = trimmed(raw)
            if line.hasPrefix("#") || line.hasPrefix(";") { continue }
            if line.hasSuffix("\\") {
                pending += line.dropLast() + " "
                continue
            }
            let whole = trimmed(Substring(pending + line))
            pending = ""
            if !whole.isEmpty { result.append(whole) }
        }
        return result
    }

    private static func trimmed(_ text: Substring) -> String {
        var rest = text
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }

    private func trimmed(_ text: Substring) -> String { Self.trimmed(text) }
}
