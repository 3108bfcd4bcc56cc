internal import ArgumentParser
internal import Host
internal import MonkeyKit
internal import Report
internal import Trail
internal import Troop

/// `monkey status`: what is under way on this host.
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What is under way: active attacks, who holds them, the time left.")

    @Flag(help: "Again every second, until Ctrl-C.") var watch = false
    @Flag(help: "One JSON object with the key `active`.") var json = false

    struct Answer: Encodable {
        struct Attack: Encodable {
            let attack: AttackID
            let monkey: String
            let targets: [Target]
            let state: String
            let secondsLeft: Double
            let keeper: Int32?
        }
        let active: [Attack]
        let halted: String?
    }

    func run() async throws {
        let troop = try Troop.onThisHost()
        repeat {
            let answer = try Self.ask(troop)
            _ = try complainOfLost(troop)
            if json { try printJSON(answer) } else { printLine(Self.text(answer)) }
            if watch { try await Task.sleep(for: .seconds(1)) }
        } while watch
    }

    static func ask(_ troop: Troop) throws -> Answer {
        let active = try troop.trail.open().map { open in
            let lock = AttackLock(open.intent.attack, in: troop.paths)
            let held = try lock.isHeld
            let left = Double(open.intent.deadline) - Double(troop.host.clock.now.nanoseconds)
            return Answer.Attack(
                attack: open.intent.attack, monkey: open.intent.monkey, targets: open.intent.decision.targets,
                state: !held ? "nobody holds it" : open.active != nil ? "active" : "starting",
                secondsLeft: max(0, (left / 1e8).rounded() / 10), keeper: held ? lock.keeper()?.pid : nil)
        }
        return Answer(active: active, halted: troop.halted())
    }

    static func text(_ answer: Answer) -> String {
        var lines: [String] = []
        if let halted = answer.halted {
            lines.append("halted: \(escaped(halted)); `monkey resume` allows attacks again")
        }
        var table = Table(["ATTACK", "MONKEY", "STATE", "LEFT", "KEEPER", "TARGETS"])
        for attack in answer.active {
            table.add([
                attack.attack.text, attack.monkey, attack.state, "\(attack.secondsLeft)s",
                attack.keeper.map(String.init) ?? "-", attack.targets.map(\.description).joined(separator: ", "),
            ])
        }
        lines.append(table.isEmpty ? "nothing is under way" : table.text)
        if answer.active.contains(where: { $0.state == "nobody holds it" }) {
            lines.append("`monkey recover` rolls back what nobody holds")
        }
        return lines.joined(separator: "\n")
    }
}
