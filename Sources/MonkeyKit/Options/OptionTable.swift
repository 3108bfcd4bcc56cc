/// A monkey's options in the order in which they are shown.
package struct OptionTable: Sendable {
    package let declarations: [OptionDeclaration]

    package init(_ declarations: [OptionDeclaration]) { self.declarations = declarations }

    package subscript(name name: String) -> OptionDeclaration? { declarations.first { $0.name == name } }

    /// Reads the words after `monkey unleash MONKEY` that belong to the monkey: `--name value`, `--name=value`, `--flag`.
    /// - Throws: `UsageProblem`, one line.
    package func read(_ words: [String], monkey: String) throws(UsageProblem) -> OptionValues {
        var values = OptionValues()
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--"), word.count > 2 else {
                throw UsageProblem("unexpected argument \"\(word)\" for \(monkey); options start with --")
            }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let option = try find(String(parts[0]), monkey: monkey)
            let text: String
            if parts.count == 2 {
                text = String(parts[1])
            } else if option.isFlag {
                text = "true"
            } else if let next = rest.popFirst() {
                text = next
            } else {
                throw UsageProblem("--\(option.name) needs a value: \(option.form)")
            }
            guard values[name: option.name] == nil else { throw UsageProblem("--\(option.name) is given twice") }
            values[name: option.name] = try check(text, for: option)
        }
        return values
    }

    private func find(_ name: String, monkey: String) throws(UsageProblem) -> OptionDeclaration {
        let open = declarations.filter { $0.place == .anywhere }
        if let option = open.first(where: { $0.name == name }) { return option }
        if let option = self[name: name] {
            throw UsageProblem("--\(name) can only be set in the policy, as monkeys.\(monkey).\(option.policyKey)")
        }
        let hint = nearest(to: name, among: open.map(\.name)).map { "; did you mean --\($0)?" } ?? ""
        let all = open.map { "--\($0.name)" }.joined(separator: " ")
        throw UsageProblem("unknown option --\(name) for \(monkey)\(hint.isEmpty ? "; it takes \(all)" : hint)")
    }

    private func check(_ text: String, for option: OptionDeclaration) throws(UsageProblem) -> String {
        if let value = option.read(text) { return value }
        if option.bounds(text) != nil {
            throw UsageProblem(
                "--\(option.name) \(text): a range belongs into a policy; give one value, \(option.form)")
        }
        throw UsageProblem("--\(option.name) \(text): not \(option.form)")
    }
}

/// Something was typed wrongly: one line that says what, where and what is allowed. Exit code 64.
package struct UsageProblem: Error, Hashable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
