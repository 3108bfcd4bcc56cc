/// What ArgumentParser knows of a command, as `--experimental-dump-help` prints it; only what the man page needs.
struct DumpedHelp: Decodable {
    let command: Command

    struct Command: Decodable {
        let commandName: String
        let superCommands: [String]?
        let abstract: String?
        let discussion: String?
        let shouldDisplay: Bool
        let subcommands: [Command]?
        let arguments: [Argument]?

        /// The command as it is typed: `monkey log show`.
        var words: String { ((superCommands ?? []) + [commandName]).joined(separator: " ") }

        /// This command if it stands alone, else its subcommands, hidden ones and `help` left out.
        var leaves: [Command] {
            guard shouldDisplay, commandName != "help" else { return [] }
            guard let subcommands, !subcommands.isEmpty else { return [self] }
            return subcommands.flatMap(\.leaves)
        }
    }

    struct Argument: Decodable {
        struct Name: Decodable {
            let kind: String
            let name: String
            var typed: String { (kind == "long" ? "--" : "-") + name }
        }

        let kind: String
        let shouldDisplay: Bool
        let isOptional: Bool
        let isRepeating: Bool
        let names: [Name]?
        let valueName: String?
        let abstract: String?
        let defaultValue: String?

        /// `--for DURATION`, `MONKEY`.
        var typed: String {
            let value = (valueName ?? "value").uppercased()
            guard let names, !names.isEmpty else { return value + (isRepeating ? "…" : "") }
            return names.map(\.typed).joined(separator: ", ") + (kind == "flag" ? "" : " \(value)")
        }
    }
}
