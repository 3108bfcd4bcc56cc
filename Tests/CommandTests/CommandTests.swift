import Foundation
import Testing

/// The program as a new user meets it: wrong words get one line on standard error and exit code 64, and change nothing.
@Suite struct CommandTests {
    private struct Run {
        let status: Int32
        let output: String
        let errors: String
    }

    /// What `Tests/Lab/unit` tests; by itself, the debug build.
    private static let program = URL(
        filePath: ProcessInfo.processInfo.environment["MONKEY_BINARY"] ?? ".build/debug/monkey")

    private func monkey(_ words: [String], in folder: URL) throws -> Run {
        let process = Process()
        process.executableURL = Self.program
        process.arguments = words
        process.environment = [
            "MONKEY_CONFIG": folder.appending(path: "etc").path, "MONKEY_STATE": folder.appending(path: "state").path,
        ]
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let outputData = try output.fileHandleForReading.readToEnd() ?? Data()
        let errorData = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Run(
            status: process.terminationStatus, output: String(decoding: outputData, as: UTF8.self),
            errors: String(decoding: errorData, as: UTF8.self))
    }

    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "monkey-command-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test(arguments: [
        (["unleash", "dsik"], "no monkey is named \"dsik\""),
        (["unleash", "disk", "--fil", "3%"], "did you mean --fill?"),
        (["unleash", "disk", "--fill", "lots"], "a percentage such as 80%"),
        (["unleash", "kill", "--pid", "0"], "a whole number above 0"),
        (["unleash", "kill", "--unit", "a", "--group", "b"], "not several"),
        (["unleash", "kill", "--override", "window"], "needs --reason"),
        (["rollback"], "give --all"),
        (["rollback", "nonsense"], "is not an attack id"),
        (["log", "nonsense"], "is not an attack id"),
        (["--bogus"], "--bogus"),
    ])
    func wrongWordsGetOneLine(words: [String], line: String) throws {
        try withFolder { folder in
            let run = try monkey(words, in: folder)
            #expect(run.status == 64, "\(run.errors)")
            #expect(run.errors.contains(line), "\(run.errors)")
            #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
            #expect(run.output.isEmpty)
            let made = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(made.isEmpty, "something was made")
        }
    }

    @Test func withoutAPolicyEverythingIsRefused() throws {
        try withFolder { folder in
            let run = try monkey(["unleash", "disk", "--dry-run"], in: folder)
            #expect(run.status == 3, "\(run.errors)")
            #expect(run.output.contains("there is no policy on this host"), "\(run.output)")
            let made = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(made.isEmpty, "something was made")
        }
    }

    @Test func whatOnlyReadsWorksOnAHostThatNeverSawAnAttack() throws {
        try withFolder { folder in
            let status = try monkey(["status"], in: folder)
            #expect(status.output == "nothing is under way\n")
            let log = try monkey(["log"], in: folder)
            #expect(log.status == 0)
            let check = try monkey(["policy", "check"], in: folder)
            #expect(check.output.contains("every attack is refused"))
            let version = try monkey(["--version"], in: folder)
            #expect(version.output.hasPrefix("0."))
        }
    }

    @Test func theManualPageSaysWhatHelpSays() throws {
        try withFolder { folder in
            let page = try monkey(["man"], in: folder)
            #expect(page.status == 0, "\(page.errors)")
            #expect(page.output.hasPrefix(".TH MONKEY 8"))
            let help = try monkey(["help", "unleash"], in: folder).output
            let options = Set(help.matches(of: /--[a-z-]+/).map { String($0.output) })
            #expect(options.contains("--fill"))
            for option in options where option != "--help" && option != "--version" {
                #expect(page.output.contains(option.replacing("-", with: "\\-")), "\(option)")
            }
            for command in ["status", "log verify", "policy check", "opt\\-in", "recover"] {
                #expect(page.output.contains(".SS monkey \(command)\n"), "\(command)")
            }
            for hidden in ["keep", "hog", "guard"] { #expect(!page.output.contains(".SS monkey \(hidden)\n")) }
            #expect(page.output.contains(".B 5\nrollback incomplete"))
        }
    }
}
