internal import ArgumentParser
internal import Host
internal import MonkeyKit
internal import Policy
internal import Report
internal import Troop

/// `monkey discover`: what could be hit here, and why not.
struct Discover: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The monkeys and what this host lets them do; groups and their targets; what is protected and why.")

    @Flag(help: "One JSON object.") var json = false

    struct Answer: Encodable {
        struct MonkeyAnswer: Encodable {
            let name: String
            let summary: String
            /// Why it cannot work on this host.
            let missing: String?
        }
        struct TargetAnswer: Encodable {
            let policy: String
            let group: String
            let target: Target
            let consent: String
            let protected: String?
            let healthy: Bool
        }
        let monkeys: [MonkeyAnswer]
        let targets: [TargetAnswer]
        let problems: [String]
    }

    func run() async throws {
        let troop = try Troop.onThisHost()
        let reading = try troop.readPolicies()
        let candidates = try await Inventory(troop).candidates(of: reading.documents)
        let answer = Answer(
            monkeys: troop.monkeys.map { monkey in
                let missing = monkey.needs.lazy.compactMap { troop.missing($0, nil) }.first
                return .init(name: monkey.name, summary: monkey.summary, missing: missing?.reason)
            },
            targets: candidates.map {
                .init(
                    policy: $0.policy, group: $0.group, target: $0.target, consent: words($0.consent),
                    protected: $0.protection?.text, healthy: $0.healthy)
            },
            problems: reading.problems.map(\.description))
        if json { return try printJSON(answer) }
        show(answer, policies: troop.paths.policies)
    }

    private func show(_ answer: Answer, policies: String) {
        var monkeys = Table(["MONKEY", "HERE", "WHAT IT DOES"])
        for monkey in answer.monkeys { monkeys.add([monkey.name, monkey.missing ?? "works", monkey.summary]) }
        printLine(monkeys.text)
        printLine("")
        var targets = Table(["GROUP", "TARGET", "CONSENT", "HEALTHY", "PROTECTED"])
        for one in answer.targets {
            targets.add([
                one.group, one.target.description, one.consent, one.healthy ? "yes" : "no", one.protected ?? "no",
            ])
        }
        printLine(targets.isEmpty ? "no targets: no policy in \(policies) names anything this host has" : targets.text)
        for problem in answer.problems { printLine(escaped(problem)) }
    }

    private func words(_ consent: Consent) -> String {
        switch consent {
        case .mark(let group, let allow): "mark: \(group), \(allow.joined(separator: " "))"
        case .operator: "operator"
        case .none: "none"
        case .optOut: "opted out"
        }
    }
}
