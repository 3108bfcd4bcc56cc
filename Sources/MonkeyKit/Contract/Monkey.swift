package import Host

/// A module that knows one kind of trouble. It plans; it does not act.
package protocol Monkey: Sendable {
    /// As typed after `monkey unleash`.
    var name: String { get }
    /// One line for lists.
    var summary: String { get }
    /// What it can hit. Where a request names no target, one of these kinds is chosen by the policy.
    var targets: Set<TargetKind> { get }
    var options: OptionTable { get }
    /// Every effect it has ever put into a plan, old kinds too, so that any trail can be rolled back.
    var effects: [any Effect.Type] { get }
    /// What the host must have, checked before anything is touched.
    var needs: [Need] { get }

    /// Reads the host (previous values, free space, interfaces) and says what to do. Changes nothing.
    /// - Throws: `Refusal` if this must or can not be done here, `HostError` if the host could not be read,
    ///   `UsageProblem` if the options contradict each other.
    func plan(_ request: PlanRequest, on host: Host) async throws -> Plan
}

/// What a plan is made for: the engine has allowed it, chosen the targets and drawn the options.
package struct PlanRequest: Sendable {
    package let attack: AttackID
    package let targets: [Target]
    package let options: OptionValues
    package let duration: Span
    /// The directory of the trail: a monkey keeps off its filesystem.
    package let stateDirectory: String
    /// For choices inside the plan; the same seed, targets and host give the same plan.
    package let seed: UInt64

    package init(
        attack: AttackID, targets: [Target], options: OptionValues, duration: Span, stateDirectory: String, seed: UInt64
    ) {
        self.attack = attack
        self.targets = targets
        self.options = options
        self.duration = duration
        self.stateDirectory = stateDirectory
        self.seed = seed
    }
}

/// Something the host must have.
package enum Need: Hashable, Sendable {
    /// By the kernel's name: `sch_netem`. Loadable is enough.
    case module(String)
    /// By the tool's name: `tc`.
    case tool(Tools.Tool)
    /// See capabilities(7).
    case capability(Capability)
    case systemd
    case cgroup2
}
