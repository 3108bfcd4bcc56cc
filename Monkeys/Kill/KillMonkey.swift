package import Host
package import MonkeyKit

/// Sends a signal to processes of a unit, or to processes, and watches what brings them back.
package struct KillMonkey: Monkey {
    package init() {}

    package let name = "kill"
    package let summary = "sends a signal to processes and watches them come back"
    package let targets: Set<TargetKind> = [.unit, .process]
    package let options = KillOptions.table
    package let effects: [any Effect.Type] = [KillSignal.self]
    package let needs: [Need] = [.capability(.kill)]

    /// One effect for each target, in the order of the request.
    package func plan(_ request: PlanRequest, on host: Host) async throws -> Plan {
        let planner = KillPlanner(request: request, host: host)
        var effects: [KillSignal] = []
        var notes: [String] = []
        for target in request.targets {
            let (effect, about) = try await planner.plan(target)
            effects.append(effect)
            notes += about
        }
        return Plan(effects: effects, end: .settled, notes: notes)
    }
}
