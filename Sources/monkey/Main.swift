internal import ArgumentParser
internal import Glibc
internal import Host
internal import MonkeyKit
internal import Trail

/// Where the program begins and where every error becomes one line and an exit code.
@main enum Main {
    static func main() async {
        // A reader that goes away (`monkey log | head`) is an error to handle, not a death.
        Terminal.ignoreClosedPipes()
        var subject = "monkey"
        do {
            var command = try Program.parseAsRoot()
            subject = "monkey " + (type(of: command).configuration.commandName ?? "")
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            exit(report(error, from: subject))
        }
    }

    /// Prints what went wrong, in one line to standard error, and says which exit code it has.
    private static func report(_ error: any Error, from subject: String) -> Int32 {
        switch error {
        case let code as ExitCode:
            return code.rawValue
        case let refusal as Refusal:
            complain("refused: \(refusal.reason)\n  allowed if: \(refusal.remedy)")
            return Exit.refused.rawValue
        case let problem as UsageProblem:
            complain("\(problem)")
            return Exit.usage.rawValue
        case let error as TrailError:
            complain("\(error.description); \(error.remedy)")
            return error.kind == .failed ? Exit.failed.rawValue : Exit.refused.rawValue
        case let error as HostError:
            complain("\(error)")
            return Exit.failed.rawValue
        default:
            let code = Program.exitCode(for: error)
            let text = Program.fullMessage(for: error)
            if code == .success {
                printLine(text)
                return 0
            }
            guard code == .validationFailure else {
                complain(escaped("\(error)"))
                return Exit.failed.rawValue
            }
            complain(Program.message(for: error).split(separator: "\n").joined(separator: " "))
            return Exit.usage.rawValue
        }
    }

    private static func complain(_ text: String) { printError("monkey: \(text)") }
}
