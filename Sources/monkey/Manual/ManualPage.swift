internal import MonkeyKit

/// monkey(8) in the man macros, from the declarations that the program itself is made of: its commands, the monkeys and
/// their options, the exit codes. Source of the form: groff_man(7), man-pages(7).
struct ManualPage {
    private var lines: [String] = []

    var text: String { lines.joined(separator: "\n") + "\n" }

    init(_ help: DumpedHelp, monkeys: [any Monkey]) {
        lines.append(".TH MONKEY 8 \"\" \"monkey \(programVersion)\" \"System administration\"")
        section("NAME")
        let abstract = help.command.abstract ?? ""
        plain("monkey \\- " + Self.quoted(abstract.prefix(1).lowercased() + abstract.dropFirst().drop { $0 == "\n" }))
        section("SYNOPSIS")
        lines.append(".B monkey\n.I COMMAND\n[\\fIoptions\\fR]")
        section("DESCRIPTION")
        paragraphs(help.command.discussion ?? "")
        section("COMMANDS")
        for command in help.command.leaves { describe(command) }
        section("MONKEYS")
        for monkey in monkeys { describe(monkey) }
        section("EXIT STATUS")
        for code in Exit.allCases { item("\(code.rawValue)", code.meaning) }
        section("ENVIRONMENT")
        item("MONKEY_CONFIG", "The folder of the policies, instead of /etc/monkey.")
        item("MONKEY_STATE", "The folder of the trail, instead of /var/lib/monkey.")
        section("FILES")
        item("/etc/monkey/policies.d/*.yaml", "Who may be hit by what, when, how hard.")
        item("/var/lib/monkey/trail/", "The audit trail: JSON lines, append only.")
        section("SEE ALSO")
        lines.append(".BR systemd (1),\n.BR tc (8),\n.BR nft (8),\n.BR tc-netem (8)")
    }

    private mutating func describe(_ command: DumpedHelp.Command) {
        lines.append(".SS \(Self.quoted(command.words))")
        plain(Self.quoted(command.abstract ?? ""))
        // The options of the monkeys have a section of their own.
        if command.commandName != "unleash" { paragraphs(command.discussion ?? "") }
        for argument in command.arguments ?? [] where argument.shouldDisplay {
            let fallback = argument.defaultValue.map { " Default: \($0)." } ?? ""
            item(argument.typed, (argument.abstract ?? "") + fallback)
        }
    }

    private mutating func describe(_ monkey: any Monkey) {
        lines.append(".SS \(Self.quoted("\(monkey.name): \(monkey.summary)"))")
        for option in monkey.options.declarations where option.place == .anywhere {
            let fallback = option.isFlag ? "" : option.fallback.map { " Default: \($0)." } ?? ""
            item("--\(option.name)" + (option.isFlag ? "" : " \(option.placeholder)"), option.help + fallback)
        }
    }

    private mutating func section(_ name: String) { lines.append(".SH \(name)") }
    private mutating func plain(_ text: String) { lines.append(text) }
    private mutating func item(_ term: String, _ text: String) {
        lines.append(".TP\n.B \(Self.quoted(term))\n\(Self.quoted(text))")
    }

    private mutating func paragraphs(_ text: String) {
        for paragraph in text.split(separator: "\n") { lines.append(".PP\n\(Self.quoted(String(paragraph)))") }
    }

    /// Text that roff shows as it stands: no escapes, no requests, no typographic hyphens.
    static func quoted(_ text: some StringProtocol) -> String {
        let escaped = text.map { character in
            switch character {
            case "\\": "\\e"
            case "-": "\\-"
            case "\n": " "
            default: String(character)
            }
        }.joined()
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }
}
