package import Host
package import MonkeyKit

/// Holds packets back: the traffic of an interface, of a unit, or with a peer.
package struct LatencyMonkey: Monkey {
    package let name = "latency"
    package let summary = "delays packets of an interface, a unit or with a peer"
    package let targets: Set<TargetKind> = [.unit, .process, .interface, .host]
    package let options = LatencyOptions.table
    package let effects: [any Effect.Type] = [NetemLink.self, UnitMark.self, Redirect.self]
    package let needs: [Need] = [
        .module("sch_netem"), .module("ifb"), .module("sch_ingress"), .module("act_mirred"), .module("cls_flower"),
        .tool(.ip), .tool(.tc), .capability(.netAdmin),
    ]

    package init() {}

    package func plan(_ request: PlanRequest, on host: Host) async throws -> Plan {
        let wish = try LatencyWish(request)
        let snapshot = try await LatencySnapshot.read(for: wish, on: host)
        return try LatencyPlan.make(wish, snapshot)
    }
}
