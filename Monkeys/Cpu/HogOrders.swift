package import Host
package import MonkeyKit

/// What one hog is told, as the words of its command line; the same words name it to a later rollback.
package struct HogOrders: Hashable, Sendable {
    /// Beside the attack, so that hogs of two effects of one attack are told apart.
    package let attack: AttackID
    /// The process whose death ends the hog.
    package let keeper: Int32
    package let goal: LoadGoal
    /// Where it may run: one CPU, or all that its unit may use.
    package let cpus: CPUSet
    /// The unit's cgroup, which it joins, how many CPUs' time that may use, and how many hogs share the work.
    package let cgroup: String?
    package let capacity: Double
    package let hogs: Int
    package let ramp: Span
    /// It ends by itself after this.
    package let limit: Span

    /// The subcommand in front of the options.
    package static let command = ["hog", "cpu"]

    package var words: [String] {
        let goal =
            switch goal {
            case .load(let level): ["--load", level.notation]
            case .add(let level): ["--add", level.notation]
            }
        return Self.command + ["--attack", attack.text, "--keeper", "\(keeper)", "--cpus", "\(cpus)"] + goal
            + ["--ramp", ramp.notation, "--limit", limit.notation, "--capacity", "\(capacity)", "--hogs", "\(hogs)"]
            + (cgroup.map { ["--cgroup", $0] } ?? [])
    }

    /// - Parameter words: behind `hog cpu`. Nil unless they are as `words` writes them.
    package init?(_ words: [String]) {
        var values: [String: String] = [:]
        for at in stride(from: 0, to: words.count - 1, by: 2) { values[words[at]] = words[at + 1] }
        guard let attack = values["--attack"].flatMap({ AttackID($0) }),
            let keeper = values["--keeper"].flatMap({ Int32($0) }), let cpus = values["--cpus"].flatMap({ CPUSet($0) }),
            let ramp = values["--ramp"].flatMap(Span.init(notation:)),
            let limit = values["--limit"].flatMap(Span.init(notation:)),
            let capacity = values["--capacity"].flatMap({ Double($0) }), capacity > 0,
            let hogs = values["--hogs"].flatMap({ Int($0) }), hogs > 0
        else { return nil }
        if let level = values["--load"].flatMap(Percent.init(notation:)) {
            goal = .load(level)
        } else if let level = values["--add"].flatMap(Percent.init(notation:)) {
            goal = .add(level)
        } else {
            return nil
        }
        (self.attack, self.keeper, self.cpus, self.ramp, self.limit) = (attack, keeper, cpus, ramp, limit)
        (self.capacity, self.hogs, cgroup) = (capacity, hogs, values["--cgroup"])
    }

    init(
        attack: AttackID, keeper: Int32, goal: LoadGoal, cpus: CPUSet, cgroup: String?, capacity: Double, hogs: Int,
        ramp: Span, limit: Span
    ) {
        (self.attack, self.keeper, self.goal, self.cpus, self.cgroup) = (attack, keeper, goal, cpus, cgroup)
        (self.capacity, self.hogs, self.ramp, self.limit) = (capacity, hogs, ramp, limit)
    }

    /// Whether a command line is that of a hog of this attack.
    static func name(_ attack: AttackID, in arguments: [String]) -> Bool {
        arguments.count > 4 && Array(arguments[1...4]) == command + ["--attack", attack.text]
    }
}
