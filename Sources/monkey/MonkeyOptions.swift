internal import MonkeyKit

/// The options of every monkey as help shows them, from their declarations.
func monkeyOptionsHelp() -> String {
    theMonkeys.map { monkey in
        let rows = monkey.options.declarations.filter { $0.place == .anywhere }.map { option in
            let left = "  --\(option.name)" + (option.isFlag ? "" : " \(option.placeholder)")
            let right = option.help + (option.fallback.map { option.isFlag ? "" : " (default: \($0))" } ?? "")
            return left.count < 28
                ? left + String(repeating: " ", count: 28 - left.count) + right
                : "\(left)\n\(String(repeating: " ", count: 28))\(right)"
        }
        return "\(monkey.name): \(monkey.summary)\n" + rows.joined(separator: "\n")
    }.joined(separator: "\n\n")
}

/// What the shell offers after `monkey unleash MONKEY …`.
func completeMonkeyOptions(_ words: [String]) -> [String] {
    guard let monkey = theMonkeys.first(where: { words.contains($0.name) }) else { return theMonkeys.map(\.name) }
    return monkey.options.declarations.filter { $0.place == .anywhere }.map { "--\($0.name)" }
}
