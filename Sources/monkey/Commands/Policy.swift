internal import ArgumentParser
internal import Host
internal import MonkeyKit
internal import Policy
internal import Troop

/// `monkey policy`: the owners' files.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Check and show the policies.",
        subcommands: [PolicyCheck.self, PolicyShow.self])
}

struct PolicyCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Every problem at once, with file, line and column.")

    @Argument(help: "Policy files; without any, those in the configuration's policies.d.") var files: [String] = []

    func run() async throws {
        let troop = try Troop.onThisHost()
        let reading = try files.isEmpty ? troop.readPolicies() : troop.readPolicies(files: files)
        for problem in reading.problems { printLine(escaped(problem.description)) }
        guard reading.problems.isEmpty else { throw Exit.usage.code }
        if reading.documents.isEmpty {
            printLine("no policy in \(troop.paths.policies); every attack is refused")
        } else {
            for document in reading.documents { printLine("\(document.file): policy \(document.name) is well formed") }
        }
    }
}

struct PolicyShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "The policies in force, as they stand in their files.")

    func run() async throws {
        let troop = try Troop.onThisHost()
        let reading = try troop.readPolicies()
        for problem in reading.problems { printError(escaped(problem.description)) }
        for document in reading.documents {
            printLine("# \(document.file)")
            Terminal.write(try readText(document.file))
        }
        if !reading.problems.isEmpty { throw Exit.usage.code }
    }
}
