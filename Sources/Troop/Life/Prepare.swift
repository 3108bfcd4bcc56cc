internal import Host
package import MonkeyKit
internal import Policy
package import Trail

/// An attack that is decided, planned and durable in the trail, and not begun yet. While this lives, the attack is held
/// by this process as its starter.
package struct Prepared: Sendable {
    package let intent: Intent
    /// Where the trail stood just before the intent.
    package let position: TrailPosition
    private let starter: Grip

    init(intent: Intent, position: TrailPosition, starter: RangeLock) {
        self.intent = intent
        self.position = position
        self.starter = Grip()
        self.starter.keep(starter, as: "starter")
    }

    /// Lets the attack go: its keeper has it, or somebody is to roll it back.
    package func letGo() { starter.release("starter") }
    package var isLetGo: Bool { starter.held("starter", as: RangeLock.self) == nil }
}

/// What a dry run shows: the real path, with the record and the strike left out.
package struct Rehearsal: Sendable, Encodable {
    package let monkey: String
    package let decision: Decision
    package let plan: [RecordedEffect]
    package let notes: [String]
    /// What would refuse it after the policy's word: a missing module, a claim that another attack holds.
    package let refusal: Refusal?
}

extension Troop {
    /// Decides, plans and records an attack; nothing is touched yet. Deciding and recording are one step under a lock, so
    /// that limits and claims hold exactly however many ask at once.
    /// - Throws: `Refusal`, which is in the trail by then; `UsageProblem`; `HostError`; `TrailError`.
    package func prepare(_ request: UnleashRequest) async throws -> Prepared {
        try requireRoot()
        try trail.prepare()
        try makeDirectory(paths.attacks)
        let lock = try await decideLock()
        defer { withExtendedLifetime(lock) {} }
        let chosen = try monkey(request.monkey)
        var decision: Decision?
        do {
            let made = try await decide(request, chosen)
            decision = made
            if let refusal = made.refusal { throw refusal }
            if let why = halted() {
                throw Refusal("\(chosen.name): halted: \(why)", remedy: "`monkey resume` allows attacks again")
            }
            let id = newID()
            let plan = try await plan(chosen, made, id: id)
            let intent = try intent(id, request: request, decision: made, plan: plan)
            try checkClaims(intent)
            guard let starter = try AttackLock(id, in: paths).take(.starter, as: nil) else {
                throw HostError(operation: "hold", subject: "attack \(id)", cause: "somebody has its lock")
            }
            let position = try trail.end()
            try trail.append([.intent(intent)])
            return Prepared(intent: intent, position: position, starter: starter)
        } catch let refusal as Refusal {
            let refused = RefusedAttack(
                monkey: chosen.name, words: request.words, decision: decision, refusal: refusal, origin: request.origin)
            try trail.append([.refused(refused)])
            throw refusal
        }
    }

    /// The same without the record and the strike: changes nothing.
    package func rehearse(_ request: UnleashRequest) async throws -> Rehearsal {
        let chosen = try monkey(request.monkey)
        let decision = try await decide(request, chosen)
        guard decision.isAllowed else {
            return Rehearsal(monkey: chosen.name, decision: decision, plan: [], notes: [], refusal: decision.refusal)
        }
        do {
            if let why = halted() { throw Refusal("halted: \(why)", remedy: "`monkey resume` allows attacks again") }
            let plan = try await plan(chosen, decision, id: newID())
            let effects = try plan.effects.map(RecordedEffect.init)
            try checkClaims(effects.flatMap(\.claims), monkey: chosen.name)
            return Rehearsal(monkey: chosen.name, decision: decision, plan: effects, notes: plan.notes, refusal: nil)
        } catch let refusal as Refusal {
            return Rehearsal(monkey: chosen.name, decision: decision, plan: [], notes: [], refusal: refusal)
        }
    }

    private func decide(_ request: UnleashRequest, _ chosen: any Monkey) async throws -> Decision {
        let reading = try readPolicies()
        // A host with one broken policy has no policy one may rely on.
        if let problem = reading.problems.first {
            let more = reading.problems.count > 1 ? " (and \(reading.problems.count - 1) more)" : ""
            throw Refusal("\(chosen.name): \(problem)\(more)", remedy: "`monkey policy check` tells every problem")
        }
        let inventory = try await Inventory(self).candidates(of: reading.documents, for: chosen.name)
        var question = Question(
            monkey: MonkeyDeclaration(chosen), asked: request.asked, options: request.options,
            duration: request.duration, overrides: request.overrides, reason: request.origin.reason,
            policies: reading.set, inventory: inventory, now: host.clock.wallTime().seconds, seed: request.seed)
        question.open = try trail.open().compactMap(OpenAttackSummary.init)
        question.history = try pastAttacks()
        return Policy.decide(question)
    }

    private func plan(_ chosen: any Monkey, _ decision: Decision, id: AttackID) async throws -> Plan {
        try checkNeeds(of: chosen, decision)
        return try await chosen.plan(
            PlanRequest(
                attack: id, targets: decision.targets, options: decision.options, duration: decision.duration,
                stateDirectory: paths.state, seed: decision.seed),
            on: host)
    }

    private func intent(
        _ id: AttackID, request: UnleashRequest, decision: Decision, plan: Plan
    ) throws -> Intent {
        let now = host.clock.now
        let deadline = now.advanced(by: decision.duration.duration)
        return Intent(
            attack: id, monkey: request.monkey, origin: request.origin, decision: decision,
            plan: try plan.effects.map(RecordedEffect.init), end: plan.end, notes: plan.notes,
            duration: decision.duration, boot: host.clock.bootID, startedAt: now.nanoseconds,
            deadline: deadline.nanoseconds,
            deadlineTime: host.clock.wallTime().advanced(by: decision.duration.duration).description, version: version,
            follower: request.isFollowed ? host.processes.identity(of: ownPID) : nil, guardKind: guardKind.rawValue)
    }

    private func newID() -> AttackID {
        let wall = host.clock.wallTime()
        var random = SystemRandomNumberGenerator()
        return AttackID(
            milliseconds: wall.seconds * 1000 + Int64(wall.nanoseconds) / 1_000_000, random: random.next())
    }
}
