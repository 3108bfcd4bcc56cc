internal import ArgumentParser
internal import MonkeyKit
internal import Troop

/// `monkey opt-in UNIT`: the target's own key.
struct OptIn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "opt-in", abstract: "Mark a unit as a target: the second of the two keys.")

    @Argument(help: "The unit.") var unit: String
    @Option(help: "The group of the policy it joins.") var group: String
    @Option(
        parsing: .upToNextOption, help: "The monkeys that may hit it: \(theMonkeys.map(\.name).joined(separator: " "))."
    )
    var allow: [String]

    func run() async throws {
        let names = allow.flatMap { $0.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init) }
        printLine(try await Troop.onThisHost().optIn(unit: fullName(unit), group: group, allow: names))
    }
}

/// `monkey opt-out UNIT`: takes the key away.
struct OptOut: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "opt-out", abstract: "Take a unit's mark away: nothing hits it any more.")

    @Argument(help: "The unit.") var unit: String

    func run() async throws {
        printLine(try await Troop.onThisHost().optOut(unit: fullName(unit)))
    }
}

/// `nginx` is `nginx.service`, as everywhere with systemd.
func fullName(_ unit: String) -> String { unit.contains(".") ? unit : unit + ".service" }
