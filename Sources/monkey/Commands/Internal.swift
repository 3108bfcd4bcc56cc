internal import ArgumentParser
internal import Cpu
internal import FoundationEssentials
internal import Glibc
internal import Host
internal import MonkeyKit
internal import Trail
internal import Troop

// What the program starts of itself. Not for people: hidden from help.

/// `monkey keep ID`: holds one attack until it ends.
struct Keep: AsyncParsableCommand {
    static let configuration = CommandConfiguration(shouldDisplay: false)

    @Argument var id: String
    @Option var guardian: String?

    func run() async throws {
        let signals = try SignalWatch([SIGINT, SIGTERM, SIGHUP])
        let troop = try Troop.onThisHost()
        let ending = try await Keeper(troop, attack: try attackID(id), guardian: identity()).run(signals: signals)
        let exit = Exit(ending.outcome)
        if exit != .done { throw exit.code }
    }

    private func identity() throws -> ProcessIdentity? {
        guard let guardian else { return nil }
        let parts = guardian.split(separator: ":")
        guard parts.count == 2, let pid = Int32(parts[0]), let start = UInt64(parts[1]) else {
            throw UsageProblem("--guardian \(guardian): not PID:START")
        }
        return ProcessIdentity(pid: pid, startTime: start)
    }
}

/// `monkey guard ID`: the guard where there is no systemd.
struct Guard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(shouldDisplay: false)

    @Argument var id: String

    func run() async throws {
        let signals = try SignalWatch([SIGINT, SIGTERM, SIGHUP])
        try await Guardian(try Troop.onThisHost(), attack: try attackID(id)).run(signals: signals)
    }
}

/// `monkey hog cpu …`: one child of the cpu monkey.
struct Hog: ParsableCommand {
    static let configuration = CommandConfiguration(shouldDisplay: false)

    @Argument(parsing: .captureForPassthrough) var words: [String] = []

    func run() throws {
        guard words.first == "cpu" else { throw UsageProblem("monkey hog: only `cpu` is known") }
        CpuHog.run(arguments: Array(words.dropFirst()))
    }
}

private func attackID(_ text: String) throws -> AttackID {
    guard let id = AttackID(text) else { throw UsageProblem("\"\(text)\" is not an attack id") }
    return id
}

/// `monkey man`: the man page, for the installation.
struct Man: ParsableCommand {
    static let configuration = CommandConfiguration(shouldDisplay: false)

    func run() throws {
        let help = try JSONDecoder().decode(DumpedHelp.self, from: Data(Program._dumpHelp().utf8))
        Terminal.write(ManualPage(help, monkeys: theMonkeys).text)
    }
}
