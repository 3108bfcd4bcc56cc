internal import ArgumentParser
internal import Host
internal import MonkeyKit

/// `monkey`: breaks this host on purpose, inside limits its owners set, and always gets it back.
struct Program: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monkey",
        abstract: "Breaks this host on purpose, inside limits its owners set, and always gets it back.",
        discussion: """
            Every attack is written down with its undo before anything is touched, ends by itself, and is rolled back \
            even if this program dies.

            Exit codes: \(Exit.allCases.map { "\($0.rawValue) \($0.meaning)" }.joined(separator: " · ")).
            """,
        version: programVersion,
        // What the program starts of itself; hidden from help.
        subcommands: [Keep.self, Guard.self, Hog.self, Man.self],
        groupedSubcommands: [
            CommandGroup(
                name: "Attacks:", subcommands: [Unleash.self, Status.self, Rollback.self, Halt.self, Resume.self]),
            CommandGroup(name: "The trail:", subcommands: [Log.self, Recover.self]),
            CommandGroup(
                name: "Policy and targets:",
                subcommands: [Discover.self, PolicyCommand.self, OptIn.self, OptOut.self]),
        ])
}

/// The version in every intent and in `--version`.
let programVersion = "0.1.0"
