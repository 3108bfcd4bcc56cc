internal import ArgumentParser
internal import Host
internal import MonkeyKit
internal import Trail
internal import Troop

/// `monkey halt`: the kill switch.
struct Halt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Kill switch: roll everything back; nothing new starts until `monkey resume`.",
        discussion: "Without the program, `touch /var/lib/monkey/halt` keeps new attacks from starting too.")

    @Option(help: "Why; stands in the trail and in every refusal.") var reason: String

    func run() async throws {
        let troop = try Troop.onThisHost()
        let began = troop.host.clock.now
        let recovered = try await troop.halt(reason: reason)
        let seconds = began.duration(to: troop.host.clock.now).fractionalSeconds
        printLine(
            "halted; \(recovered.count) attack\(recovered.count == 1 ? "" : "s") rolled back in \((seconds * 100).rounded() / 100)s"
        )
        let isAnyLost = try complainOfLost(troop)
        try finish(recovered)
        if isAnyLost { throw Exit.incomplete.code }
    }
}

/// `monkey resume`: lifts the halt.
struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Allow attacks again after a halt.")

    func run() async throws {
        let troop = try Troop.onThisHost()
        guard let why = troop.halted() else { return printLine("nothing is halted") }
        try troop.resume(why: why)
        printLine("resumed; it was halted: \(escaped(why))")
    }
}

/// `monkey recover`: what the boot service runs.
struct Recover: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Roll back every open attack that nobody holds (the boot service runs this).")

    func run() async throws {
        let troop = try Troop.onThisHost()
        let recovered = try await troop.recover()
        let isAnyLost = try complainOfLost(troop)
        if recovered.isEmpty && !isAnyLost { printLine("nothing to recover") }
        try finish(recovered)
        if isAnyLost { throw Exit.incomplete.code }
    }
}
