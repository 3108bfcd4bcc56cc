import Host
import MonkeyKit

@testable import Policy

/// A host with four web units, and a policy for them: what every row of the decision table starts from.
struct Scene {
    static let policy = """
        policy: checkout
        groups:
          web: { units: ["web@*.service"] }
          api: { units: [api.service], consent: operator }
          jobs: { processes: { user: www-data } }
        windows: [{ days: mon-fri, hours: "10:00-16:00", timezone: Europe/Berlin }]
        blackouts: [{ dates: 2026-12-21..2027-01-06, why: holiday freeze }]
        limits:
          targets: 2
          keepHealthy: 50%
          concurrent: 2
          cooldown: 2h
          perDay: 3
          duration: 10m
          allowOverride: [window]
        monkeys:
          kill: { groups: [web, jobs], signal: KILL, irreversible: true }
          latency: { groups: [web], delay: 100ms..400ms, for: 2m..5m }
        """
    /// Monday 2026-11-23, 11:00 in Berlin.
    static let now: Int64 = 20780 * 86400 + 10 * 3600

    var text = policy
    var question: Question

    init(_ text: String = policy) throws {
        self.text = text
        question = Question(
            monkey: Fixture.kill, asked: .group("web"), policies: try PolicySet([Fixture.read(text)]),
            inventory: (1...4).map { Scene.unit("web@\($0).service") }, now: Scene.now, seed: 1)
    }

    var answer: Decision { decide(question) }

    static func unit(
        _ name: String, group: String = "web", consent: Consent = .mark(group: "web", allow: ["kill", "latency"]),
        protection: Protected? = nil, healthy: Bool = true
    ) -> Candidate {
        Candidate(
            target: .unit(name), policy: "checkout", group: group, consent: consent, protection: protection,
            healthy: healthy)
    }

    static func process(_ pid: Int32, name: String = "php") -> Candidate {
        Candidate(
            target: .process(ProcessIdentity(pid: pid, startTime: 7), name: name), policy: "checkout", group: "jobs",
            consent: .mark(group: "jobs", allow: ["kill"]))
    }

    static func id(_ number: Int64) -> AttackID { AttackID(milliseconds: (now + number) * 1000, random: 0) }

    static func open(_ units: [String], group: String = "web", policy: String = "checkout", ago: Int64 = 60)
        -> OpenAttackSummary
    {
        OpenAttackSummary(
            attack: id(-ago), monkey: "latency", policy: policy, group: group, targets: units.map { .unit($0) },
            claims: [],
            started: now - ago)
    }

    static func past(_ target: Target, ended ago: Int64, group: String = "web", policy: String = "checkout")
        -> PastAttack
    {
        PastAttack(
            attack: id(-ago - 60), monkey: "kill", policy: policy, group: group, targets: [target],
            started: now - ago - 60, ended: now - ago)
    }
}
