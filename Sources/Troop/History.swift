internal import Host
internal import MonkeyKit
internal import Policy
internal import Trail

extension OpenAttackSummary {
    /// Nil for an attack that no policy allowed, which there is none of.
    init?(_ open: OpenAttack) {
        let decision = open.intent.decision
        guard let policy = decision.policy, let group = decision.group else { return nil }
        self.init(
            attack: open.id, monkey: open.intent.monkey, policy: policy, group: group, targets: decision.targets,
            claims: open.intent.plan.flatMap(\.claims), started: WallTime(open.began.time)?.seconds ?? 0)
    }
}

extension PastAttack {
    init?(_ past: AttackSummary) {
        guard let policy = past.policy, let group = past.group else { return nil }
        self.init(
            attack: past.id, monkey: past.monkey, policy: policy, group: group, targets: past.targets,
            started: past.began.seconds,
            ended: past.outcome == nil ? nil : past.began.advanced(by: past.duration.duration).seconds)
    }
}

extension Troop {
    /// What limits are counted by: the attacks of the last days. No limit looks further back.
    func pastAttacks() throws -> [PastAttack] {
        let days = 35
        let start = host.clock.wallTime().advanced(by: .seconds(-days * 86400))
        return try trail.history(since: start).compactMap(PastAttack.init)
    }
}
