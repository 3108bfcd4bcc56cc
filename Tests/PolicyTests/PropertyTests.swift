import Host
import MonkeyKit
import Testing

@testable import Policy

/// A random policy, host and past, all from one seed.
private struct World {
    var question: Question
    let policy: PolicyDocument
    /// The group asked for, or nil.
    let asked: String?

    init(seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        func pick<Item>(_ items: [Item]) -> Item { items[chance.below(items.count)] }
        let text = """
            policy: p
            groups:
              a: { units: ["a*.service"], consent: \(pick(["mark", "operator"])) }
              b: { units: ["b*.service"], processes: { user: u } }
            limits:
              targets: \(pick(["1", "2", "5", "10%", "34%", "100%"]))
              keepHealthy: \(pick(["0", "1", "3", "25%", "67%"]))
              concurrent: \(pick(["1", "2", "4"]))
              cooldown: \(pick(["0s", "1h", "3h"]))
              perDay: \(pick(["1", "2", "9"]))
            monkeys:
              kill: { groups: \(pick(["[a]", "[a, b]", "[b, a]"])) }
              latency: { groups: [b], delay: 10ms..90ms, for: 1m..9m }
            allowProtected: \(pick(["[sshd]", "[sshd, dbus]"]))
            """
        policy = try Fixture.read(text)
        let monkey = pick([Fixture.kill, Fixture.kill, Fixture.latency])
        var inventory: [Candidate] = []
        for group in ["a", "b"] {
            for number in 0..<chance.below(9) {
                let target: Target =
                    group == "b" && chance.below(3) == 0
                    ? .process(ProcessIdentity(pid: Int32(100 + number), startTime: 5), name: pick(["x", "y"]))
                    : .unit("\(group)\(number).service")
                let consent = pick([
                    Consent.mark(group: group, allow: ["kill", "latency"]),
                    .mark(group: group, allow: ["kill", "latency"]),
                    .mark(group: group, allow: ["kill"]), .mark(group: "c", allow: ["kill"]),
                    .mark(group: group, allow: []),
                    .operator, .none, .optOut,
                ])
                let protection = chance.below(6) == 0 ? Protected(by: pick(Protection.allCases), text: "x") : nil
                inventory.append(
                    Candidate(
                        target: target, policy: "p", group: group, consent: consent, protection: protection,
                        healthy: chance.below(5) > 0))
            }
        }
        let now: Int64 = 1_790_000_000
        func victims() -> [Target] {
            inventory.isEmpty ? [] : chance.sample(1 + chance.below(2), of: inventory).map(\.target)
        }
        let open = (0..<chance.below(3)).map { number in
            OpenAttackSummary(
                attack: AttackID(milliseconds: now * 1000 + Int64(number), random: 0), monkey: "kill", policy: "p",
                group: pick(["a", "b"]), targets: victims(), claims: [], started: now - 60)
        }
        let history = (0..<chance.below(4)).map { number in
            let ended = now - Int64(chance.below(5 * 3600))
            return PastAttack(
                attack: AttackID(milliseconds: ended * 1000 + Int64(number), random: 0), monkey: "kill", policy: "p",
                group: pick(["a", "b"]), targets: victims(), started: ended - 60, ended: ended)
        }
        asked = pick([nil, "a", "b"])
        let scope: Asked = asked.map { pick([.group($0), .all(group: $0)]) } ?? .any
        question = Question(
            monkey: monkey, asked: scope, policies: try PolicySet([policy]), inventory: inventory, open: open,
            history: history, now: now, seed: chance.next())
    }
}

@Suite("Whatever the policy and the host") struct PropertyTests {
    private static let count: UInt64 = 1500

    @Test func noRuleIsEverBroken() throws {
        var allowed = 0
        var several = 0
        for seed in 0..<Self.count {
            let world = try World(seed: seed)
            let question = world.question
            let answer = decide(question)
            guard answer.isAllowed else {
                #expect(answer.targets.isEmpty && answer.refusal != nil, "seed \(seed)")
                continue
            }
            allowed += 1
            if answer.targets.count > 1 { several += 1 }
            let name = try #require(answer.group)
            let group = try #require(world.policy.group(name))
            let members = question.inventory.filter { $0.group == name }
            let hit = Set(answer.targets.map(\.key))
            #expect(!hit.isEmpty && hit.count == answer.targets.count, "seed \(seed)")
            #expect(world.asked == nil || world.asked == name, "seed \(seed): outside of what was asked")
            #expect(world.policy.rule(for: question.monkey.name)?.groups.contains(name) == true, "seed \(seed)")
            for target in answer.targets {
                let candidate = try #require(
                    members.first { $0.target == target }, "seed \(seed): \(target) is not in \(name)")
                #expect(
                    Self.consents(candidate, group, question.monkey.name), "seed \(seed): \(target) did not consent")
                #expect(candidate.healthy, "seed \(seed)")
                #expect(question.monkey.targets.contains(target.kind), "seed \(seed): \(target) is of another kind")
                #expect(
                    candidate.protection.map { world.policy.allowProtected.contains($0.by) } ?? true, "seed \(seed)")
                let rest = Int64(world.policy.limits.cooldown.seconds)
                for past in question.history where past.targets.map(\.key).contains(target.key) {
                    #expect((past.ended ?? question.now) + rest <= question.now, "seed \(seed): \(target) rests")
                }
            }
            let consenting = members.filter { Self.consents($0, group, question.monkey.name) }.count
            let keys = Set(members.map(\.target.key))
            let before = Set(question.open.flatMap { $0.targets.map(\.key) }).intersection(keys)
            let limits = world.policy.limits
            #expect(before.union(hit).count <= limits.targets.roundedDown(of: consenting), "seed \(seed): too many")
            let well = members.filter { $0.healthy && !before.contains($0.target.key) && !hit.contains($0.target.key) }
            #expect(well.count >= limits.keepHealthy.roundedUp(of: members.count), "seed \(seed): too few left")
            #expect(question.open.count < limits.concurrent, "seed \(seed)")
            #expect(answer.duration <= limits.duration && answer.duration > .zero, "seed \(seed)")
            if question.monkey.name == "latency" {
                let delay = try #require(answer.options[name: "delay"].flatMap(Span.init(notation:)))
                #expect((Span.milliseconds(10)...Span.milliseconds(90)).contains(delay), "seed \(seed)")
                #expect((Span.minutes(1)...Span.minutes(9)).contains(answer.duration), "seed \(seed)")
            }
        }
        // The worlds are worth something only if they are neither all refused nor all the same.
        #expect(allowed > Self.count / 12, "\(allowed) allowed")
        #expect(several > 10, "\(several) with several targets")
    }

    private static func consents(_ candidate: Candidate, _ group: Group, _ monkey: String) -> Bool {
        switch candidate.consent {
        case .optOut: false
        case .mark(let name, let allow): allow.contains(monkey) && (group.consent == .operator || name == group.name)
        case .none, .operator: group.consent == .operator
        }
    }

    @Test func theSameQuestionGetsTheSameAnswerInAnyOrder() throws {
        for seed in 0..<Self.count {
            let world = try World(seed: seed)
            let answer = decide(world.question)
            #expect(decide(world.question) == answer, "seed \(seed)")
            var shuffled = world.question
            var chance = SeededGenerator(seed: seed &+ 77)
            shuffled.inventory = chance.sample(.max, of: shuffled.inventory)
            shuffled.open = chance.sample(.max, of: shuffled.open)
            shuffled.history = chance.sample(.max, of: shuffled.history)
            #expect(decide(shuffled) == answer, "seed \(seed)")
        }
    }

    /// One of eight, asked 4000 times: 500 each, and no fairer draw strays further than five standard deviations.
    @Test(arguments: [Asked.group("web"), .any, .all(group: "web")]) func everybodyIsHitAboutEquallyOften(
        _ asked: Asked
    ) throws {
        var scene = try Scene(Scene.policy.replacing("targets: 2", with: "targets: 1"))
        scene.question.asked = asked
        scene.question.inventory =
            (1...5).map { Scene.unit("web@\($0).service") } + [Scene.unit("web@9.service", consent: .none)]
        if asked == .any { scene.question.inventory += (1...3).map { Scene.process($0) } }
        var hits: [String: Int] = [:]
        let draws = 4000
        for seed in 0..<UInt64(draws) {
            scene.question.seed = seed
            for target in scene.answer.targets { hits[target.key, default: 0] += 1 }
        }
        let eligible = asked == .any ? 8 : 5
        #expect(hits.count == eligible)
        let mean = Double(draws) / Double(eligible)
        let deviation = (mean * (1 - 1 / Double(eligible))).squareRoot()
        for (key, count) in hits { #expect(abs(Double(count) - mean) < 5 * deviation, "\(key): \(count) of \(mean)") }
    }

    @Test func aRangeIsDrawnAllOver() throws {
        var scene = try Scene()
        scene.question.monkey = Fixture.latency
        var tenths = Array(repeating: 0, count: 10)
        for seed in 0..<2000 as Range<UInt64> {
            scene.question.seed = seed
            let delay = try #require(scene.answer.options[name: "delay"].flatMap(Span.init(notation:)))
            tenths[min(9, Int((delay.milliseconds - 100) / 30))] += 1
        }
        for count in tenths { #expect((140...260).contains(count), "\(tenths)") }
    }
}
