internal import ArgumentParser
internal import Host
internal import MonkeyKit
internal import Policy
internal import Report
internal import Trail
internal import Troop

/// `monkey unleash MONKEY`: one attack, now, by hand.
struct Unleash: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Attack now: pick a target that opted in, strike, hold, roll back.",
        usage: "monkey unleash MONKEY [options] [options of the monkey]",
        discussion: "Without a target the policy picks one among those that opted in.\n\n" + monkeyOptionsHelp())

    @Argument(
        help: "Which monkey: \(theMonkeys.map(\.name).joined(separator: ", ")).",
        completion: .list(theMonkeys.map(\.name)))
    var monkey: String

    @OptionGroup(title: "Target") var target: TargetOptions

    @Option(name: .customLong("for"), help: "How long, at most (the policy may allow less).")
    var duration: Span?

    @Flag(help: "Show victims, decision, every effect and its undo as the exact calls; change nothing.")
    var dryRun = false

    @Flag(help: "Return once the attack is active; it goes on by itself.")
    var detach = false

    @Option(help: "The seed of every random choice; the same seed and state give the same decision.")
    var seed: UInt64?

    @Option(help: "Why; stands in the trail.")
    var reason: String?

    @Option(
        name: .customLong("override"),
        help: "A rule to override, if the policy allows it: window or cooldown. Needs --reason.")
    var overrides: [String] = []

    @Flag(help: "The trail's own records, one a line.")
    var json = false

    @Argument(
        parsing: .allUnrecognized, help: ArgumentHelp(visibility: .hidden),
        completion: .custom { words, _, _ in completeMonkeyOptions(words) })
    var words: [String] = []

    func run() async throws {
        let troop = try Troop.onThisHost()
        let chosen = try troop.monkey(monkey)
        let options = try chosen.options.read(words, monkey: chosen.name)
        guard overrides.isEmpty || reason != nil else {
            throw UsageProblem("--override needs --reason: it stands in the trail")
        }
        let overruled = try overrides.map { name in
            guard let rule = Override(notation: name) else {
                throw UsageProblem("--override \(name): not \(Override.form)")
            }
            return rule
        }
        var random = SystemRandomNumberGenerator()
        let request = UnleashRequest(
            monkey: chosen.name, asked: try target.asked(), options: options, duration: duration,
            seed: seed ?? random.next(),
            words: Array(CommandLine.arguments.dropFirst()), overrides: Set(overruled),
            origin: Origin(caller: troop.caller, via: .unleash, reason: reason),
            isFollowed: !detach)
        if dryRun {
            let rehearsal = try await troop.rehearse(request)
            return try show(rehearsal)
        }
        _ = try complainOfLost(troop)
        let session = UnleashSession(troop: troop, request: request, json: json)
        let exit = try await session.run()
        if exit != .done { throw exit.code }
    }

    private func show(_ rehearsal: Rehearsal) throws {
        if json { try printJSON(rehearsal) } else { printLine(rehearsal.text) }
        if rehearsal.decision.refusal != nil || rehearsal.refusal != nil { throw Exit.refused.code }
    }
}

/// `--group`, `--unit`, `--pid`: at most one way of naming the target.
struct TargetOptions: ParsableArguments {
    @Option(help: "A target of this group, picked by the policy.") var group: String?
    @Option(help: "This unit, if it opted in.") var unit: String?
    @Option(help: "This process, if it opted in.") var pid: Int32?

    func asked() throws -> Asked {
        switch (group, unit, pid) {
        case (let group?, nil, nil): return .group(group)
        case (nil, let unit?, nil): return .units([fullName(unit)])
        case (nil, nil, let pid?):
            guard pid > 0 else { throw UsageProblem("--pid \(pid): not a process id, a whole number above 0") }
            return .pids([pid])
        case (nil, nil, nil): return .any
        default: throw UsageProblem("give one of --group, --unit and --pid, not several")
        }
    }
}

extension Span: ExpressibleByArgument {
    /// Reads the notation.
    public init?(argument: String) { self.init(notation: argument) }
}
