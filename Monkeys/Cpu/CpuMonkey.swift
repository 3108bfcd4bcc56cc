package import Host
package import MonkeyKit

/// Keeps CPUs busy: up to a load of all together, or with a load of its own; on the host or inside one unit's share.
package struct CpuMonkey: Monkey {
    static let load = Option<Percent>(
        "load", "PERCENT", default: Percent(80), in: Percent(1)...Percent(100),
        help: "bring the load of all together to this level; where others use more, add nothing")
    static let add = Option<Percent>(
        "add", "PERCENT", in: Percent(1)...Percent(100), help: "add this load, whatever others do")
    static let cpus = Option<String>(
        "cpus", "LIST", where: { CPUSet($0) != nil }, limits: "as in 0-3,5", help: "these CPUs only; default: all")
    static let ramp = Option<Span>(
        "ramp", "TIME", default: .zero, in: Span.zero...Span.minutes(60), help: "rise to the level over this time")

    package let name = "cpu"
    package let summary = "keep CPUs busy"
    package let targets: Set<TargetKind> = [.host, .unit]
    package let options = OptionTable([
        OptionDeclaration(Self.load), OptionDeclaration(Self.add), OptionDeclaration(Self.cpus),
        OptionDeclaration(Self.ramp),
    ])
    package let effects: [any Effect.Type] = [CpuLoadEffect.self]
    package let needs: [Need] = []

    private let hogExecutable: String

    /// - Parameter hogExecutable: a program that takes `hog cpu …` and runs `CpuHog`.
    package init(hogExecutable: String = "/proc/self/exe") { self.hogExecutable = hogExecutable }

    package func plan(_ request: PlanRequest, on host: Host) async throws -> Plan {
        let goal = try goal(request.options)
        var effects: [any Effect] = []
        var notes: [String] = []
        for target in request.targets {
            let room: CpuRoom
            switch target {
            case .host: room = try CpuRoom(host)
            case .unit(let name): room = try await CpuRoom(unit: name, host)
            default: throw UsageProblem("cpu loads the host or units; \(target.description) is neither")
            }
            let chosen = try room.restricted(to: request.options[Self.cpus].flatMap { CPUSet($0) })
            notes += chosen.notes
            effects.append(
                CpuLoadEffect(
                    goal: goal, cpus: chosen.cpus, unit: chosen.unit, cgroup: chosen.cgroup, capacity: chosen.capacity,
                    ramp: request.options[Self.ramp] ?? .zero,
                    limit: Span(nanoseconds: request.duration.nanoseconds + Span.minutes(1).nanoseconds),
                    attack: request.attack, program: [hogExecutable]))
        }
        return Plan(effects: effects, notes: notes)
    }

    private func goal(_ options: OptionValues) throws(UsageProblem) -> LoadGoal {
        let add = options[Self.add]
        guard add == nil || !options.has(Self.load) else { throw UsageProblem("cpu takes one of --load and --add") }
        return add.map(LoadGoal.add) ?? .load(options[Self.load] ?? Percent(80))
    }
}
