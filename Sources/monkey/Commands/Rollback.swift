internal import ArgumentParser
internal import MonkeyKit
internal import Trail
internal import Troop

/// `monkey rollback ID…`: ends attacks now.
struct Rollback: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End attacks now and take everything back.")

    @Argument(help: "Attack ids, as `monkey status` shows them.") var ids: [String] = []
    @Flag(help: "Every attack that is under way.") var all = false
    /// The keeper's unit calls this after the keeper has ended, however that was.
    @Flag(help: ArgumentHelp(visibility: .hidden)) var `guard` = false

    func run() async throws {
        let troop = try Troop.onThisHost()
        let open = try troop.trail.open()
        let chosen = all ? open : try ids.map { try find($0, among: open, in: troop) }.compactMap(\.self)
        guard all || !ids.isEmpty else { throw UsageProblem("name the attacks to roll back, or give --all") }
        if self.guard {
            for attack in chosen { _ = try await troop.recover(attack.intent) }
            return
        }
        let stopped = try await troop.stop(chosen)
        let isAnyLost = try complainOfLost(troop)
        try finish(stopped)
        if all && isAnyLost { throw Exit.incomplete.code }
    }

    /// An attack that has ended already is no error: there is nothing to roll back.
    private func find(_ text: String, among open: [OpenAttack], in troop: Troop) throws -> OpenAttack? {
        guard let id = AttackID(text) else {
            throw UsageProblem("\"\(text)\" is not an attack id, eleven letters and digits")
        }
        if let attack = open.first(where: { $0.intent.attack == id }) { return attack }
        guard let known = try troop.trail.attack(id) else {
            let hint = nearest(to: id.text, among: open.map(\.intent.attack.text)).map { "; did you mean \($0)?" } ?? ""
            throw UsageProblem("no attack \(id) is in the trail\(hint)")
        }
        printLine("\(id) has ended already: \(known.ending.map { escaped($0.text) } ?? "")")
        return nil
    }
}

/// One line for each attack that was taken back, and the exit code of the worst.
func finish(_ recovered: [Recovered]) throws {
    for one in recovered {
        printLine(
            "\(one.attack) \(one.monkey): \(one.ending.outcome == .incomplete ? "NOT fully rolled back" : "rolled back")"
        )
        for step in one.ending.person { printLine("  to do by hand: \(escaped(step))") }
        for what in one.ending.foreign { printLine("  left alone, not ours: \(escaped(what))") }
    }
    if recovered.contains(where: { $0.ending.outcome == .incomplete }) { throw Exit.incomplete.code }
}

/// Names the open attacks whose intent nobody can read any more, on standard error: no undo is known, so a person has to
/// look. Says whether there are any.
func complainOfLost(_ troop: Troop) throws -> Bool {
    let lost = try troop.trail.state().lost
    for one in lost {
        printError("monkey: \(one.id) cannot be rolled back: \(escaped(one.text)); see `monkey log verify`")
    }
    return !lost.isEmpty
}
