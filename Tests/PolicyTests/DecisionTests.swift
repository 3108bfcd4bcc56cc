import MonkeyKit
import Testing

@testable import Policy

/// A change to the scene, and the rule that then refuses with a reason and a remedy; nil where it is allowed.
struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let rule: String?
    let text: String
    let remedy: String
    let change: @Sendable (inout Question) throws -> Void

    init(
        _ name: String, _ rule: String? = nil, _ text: String = "", remedy: String = "",
        _ change: @escaping @Sendable (inout Question) throws -> Void
    ) {
        testDescription = name
        (self.rule, self.text, self.remedy, self.change) = (rule, text, remedy, change)
    }
}

private func mark(_ group: String, _ allow: String...) -> Consent { .mark(group: group, allow: allow) }
private func web(_ number: Int) -> String { "web@\(number).service" }
/// Every unit of the scene, changed.
private func all(_ question: inout Question, _ change: (String) -> Candidate) {
    question.inventory = (1...4).map { change(web($0)) }
}

private let who: [Row] = [
    Row("as it stands") { _ in },
    Row(
        "no policy", "policy", "kill: there is no policy on this host, and nothing happens without one",
        remedy: "write one into policies.d; `monkey policy check` tells whether it is good"
    ) { $0.policies = .none },
    Row(
        "a monkey no policy names", "policy", "cpu: no policy names it",
        remedy: "a policy with monkeys.cpu.groups would allow it"
    ) {
        $0.monkey = Fixture.cpu
        $0.asked = .any
    },
    Row(
        "a group that is not there", "policy", "kill on group wbe: no policy has such a group; did you mean web?",
        remedy: "there are: api, jobs, web"
    ) { $0.asked = .group("wbe") },
    Row(
        "a group that is not this monkey's", "policy", "kill on group api: policy checkout does not give it to kill",
        remedy: "monkeys.kill.groups: [api] in p.yaml would allow it"
    ) { $0.asked = .all(group: "api") },
    Row(
        "a unit in no group", "policy", "kill on db.service: it is in no group of any policy",
        remedy: "add it to group web in p.yaml, and mark it: `monkey opt-in db.service --group web --allow kill`"
    ) {
        $0.asked = .units(["db.service"])
    },
    Row(
        "a unit that does not run", "policy",
        "kill on web@9.service: group web of policy checkout names it, and this host does not run it",
        remedy: "start it, then ask again"
    ) { $0.asked = .units([web(9)]) },
    Row(
        "a process in no group", "policy", "kill on process 77: it is in no group of any policy",
        remedy: "add it to group web in p.yaml, and mark it: MONKEY_GROUP in its environment"
    ) { $0.asked = .pids([77]) },
    Row(
        "a unit in another's group", "policy", "kill on api.service: in group api, which no policy gives to kill",
        remedy: "a policy with monkeys.kill.groups: [api] would allow it"
    ) {
        $0.inventory.append(Scene.unit("api.service", group: "api", consent: .operator))
        $0.asked = .units(["api.service"])
    },
    Row("a named unit") { $0.asked = .units([web(2)]) },
    Row("a named process") {
        $0.inventory = [Scene.process(70), Scene.process(71)]
        $0.asked = .pids([71])
    },
    Row(
        "nothing there", "targets", "kill on group web: this host has none of group web of policy checkout",
        remedy: "`monkey discover` lists what groups look for and what they find"
    ) { $0.inventory = [] },
    Row(
        "of a kind it does not hit", "targets", "kill on group web: eth0: kill hits process, unit, not interface",
        remedy: "kill takes process, unit"
    ) {
        $0.inventory = [Candidate(target: .interface("eth0"), policy: "checkout", group: "web", consent: .operator)]
    },
    Row(
        "a contradiction", "targets",
        "kill on web@1.service: web@1.service: it was found twice, and not the same both times",
        remedy: "kill takes process, unit"
    ) {
        $0.inventory.append(Scene.unit(web(1), healthy: false))
        $0.asked = .units([web(1)])
    },
]

private let hardness: [Row] = [
    Row(
        "a value the policy does not take", "options",
        "kill on group web: signal TERM is outside of what the policy allows, KILL",
        remedy: "ask for KILL, or change monkeys.kill.signal in p.yaml"
    ) { $0.options = OptionValues(["signal": "TERM"]) },
    Row(
        "a value outside of the range", "options",
        "latency on group web: delay 401ms is outside of what the policy allows, 100ms..400ms",
        remedy: "ask for 100ms..400ms, or change monkeys.latency.delay in p.yaml"
    ) {
        $0.monkey = Fixture.latency
        $0.options = OptionValues(["delay": "401ms"])
    },
    Row("a value inside") {
        $0.monkey = Fixture.latency
        $0.options = OptionValues(["delay": "400ms", "jitter": "5ms"])
    },
    Row(
        "an option of nobody", "options", "kill on group web: kill has no option delay",
        remedy: "it has signal, recover-within, irreversible"
    ) {
        $0.options = OptionValues(["delay": "1s"])
    },
    Row(
        "a permission taken", "permission",
        "kill on group web: irreversible is a permission, and nobody takes one on the command line",
        remedy: "monkeys.kill.irreversible in p.yaml gives it"
    ) { $0.options = OptionValues(["irreversible": "true"]) },
    Row(
        "too long", "limits.duration", "kill on group web: 11m is longer than the policy allows, 10m",
        remedy: "ask for --for 10m or less"
    ) {
        $0.duration = .minutes(11)
    },
    Row(
        "longer than the monkey's own", "limits.duration",
        "latency on group web: 6m is longer than the policy allows, 5m",
        remedy: "ask for --for 5m or less"
    ) {
        $0.monkey = Fixture.latency
        $0.duration = .minutes(6)
    },
    Row("shorter") {
        $0.monkey = Fixture.latency
        $0.duration = .seconds(5)
    },
    Row(
        "no time at all", "limits.duration", "kill on group web: a duration of 0s is no attack",
        remedy: "ask for --for 60s"
    ) {
        $0.duration = .zero
    },
]

private let when: [Row] = [
    Row(
        "on a Sunday", "window", "kill on group web: no window is open at Sun 2026-11-22 11:00 Europe/Berlin",
        remedy: "allowed again Mon 2026-11-23 10:00 Europe/Berlin; or --override window --reason TEXT"
    ) { $0.now -= 86400 },
    Row("a minute before the end") { $0.now += 5 * 3600 - 60 },
    Row(
        "a second less", "window",
        "kill on group web: the window closes Mon 2026-11-23 16:00 Europe/Berlin, before 1m are over",
        remedy: "allowed again Tue 2026-11-24 10:00 Europe/Berlin; or --override window --reason TEXT"
    ) { $0.now += 5 * 3600 - 59 },
    Row("overruled with a reason") {
        $0.now -= 86400
        $0.overrides = [.window]
        $0.reason = "drill of the night shift"
    },
    Row(
        "overruled without", "window", "kill on group web: no window is open at Sun 2026-11-22 11:00 Europe/Berlin",
        remedy: "allowed again Mon 2026-11-23 10:00 Europe/Berlin; or --override window --reason TEXT"
    ) {
        $0.now -= 86400
        $0.overrides = [.window]
        $0.reason = " "
    },
    Row(
        "overruled by a timer", "window", "kill on group web: no window is open at Sun 2026-11-22 11:00 Europe/Berlin",
        remedy: "allowed again Mon 2026-11-23 10:00 Europe/Berlin"
    ) {
        $0.now -= 86400
        $0.overrides = [.window]
        $0.reason = "because"
        $0.asker = .tick
    },
    Row(
        "in a blackout, whatever is overruled", "blackout",
        "kill on group web: blackout 2026-12-21..2027-01-06, holiday freeze",
        remedy: "allowed again Thu 2027-01-07 10:00 Europe/Berlin"
    ) {
        $0.now += 28 * 86400
        $0.overrides = [.window]
        $0.reason = "because"
    },
    Row(
        "into a blackout", "blackout", "kill on group web: blackout 2026-12-21..2027-01-06, holiday freeze",
        remedy: "allowed again Thu 2027-01-07 10:00 Europe/Berlin"
    ) {
        $0.now += 27 * 86400 + 13 * 3600 - 30  // Sunday evening, half a minute before the first day
        $0.overrides = [.window]
        $0.reason = "because"
    },
    Row(
        "all rest", "cooldown",
        "kill on group web: web@1.service: it rests until Mon 2026-11-23 12:00 Europe/Berlin; 3 more are out too",
        remedy: "allowed again Mon 2026-11-23 12:00 Europe/Berlin"
    ) {
        $0.history = (1...4).map { Scene.past(.unit(web($0)), ended: 3600, group: "web", policy: "another") }
    },
    Row("one does not") { $0.history = (1...3).map { Scene.past(.unit(web($0)), ended: 3600, policy: "another") } },
    Row("rested to the second") {
        $0.history = (1...4).map { Scene.past(.unit(web($0)), ended: 7200, policy: "another") }
    },
    Row(
        "the named one rests", "cooldown",
        "kill on web@1.service: web@1.service: it rests until Mon 2026-11-23 12:59 Europe/Berlin",
        remedy:
            "allowed again Mon 2026-11-23 12:59 Europe/Berlin; this override needs limits.allowOverride: [cooldown] in p.yaml"
    ) {
        $0.asked = .units([web(1)])
        $0.history = [Scene.past(.unit(web(1)), ended: 60)]
        $0.overrides = [.cooldown]
        $0.reason = "because"
    },
    Row(
        "under attack", "cooldown",
        "kill on web@1.service: web@1.service: it rests until Mon 2026-11-23 13:00 Europe/Berlin",
        remedy: "allowed again Mon 2026-11-23 13:00 Europe/Berlin"
    ) {
        $0.asked = .units([web(1)])
        $0.open = [Scene.open([web(1)])]
    },
    Row(
        "an end nobody knows", "cooldown",
        "kill on web@1.service: web@1.service: it rests until Mon 2026-11-23 13:00 Europe/Berlin",
        remedy: "allowed again Mon 2026-11-23 13:00 Europe/Berlin"
    ) {
        $0.asked = .units([web(1)])
        $0.history = [
            PastAttack(
                attack: Scene.id(-90000), monkey: "kill", policy: "checkout", group: "web", targets: [.unit(web(1))],
                started: Scene.now - 90000, ended: nil)
        ]
    },
    Row(
        "the successor of a process", "cooldown",
        "kill on group jobs: process 71 (php): it rests until Mon 2026-11-23 12:59 Europe/Berlin",
        remedy: "allowed again Mon 2026-11-23 12:59 Europe/Berlin"
    ) {
        $0.asked = .group("jobs")
        $0.inventory = [Scene.process(71)]
        $0.history = [Scene.past(Scene.process(70).target, ended: 60, group: "jobs")]
    },
    Row(
        "the day is used up", "limits.perDay", "kill on group web: 3 of 3 attacks of 2026-11-23 are used up",
        remedy: "allowed again tomorrow, or with a higher limits.perDay in p.yaml"
    ) {
        $0.history =
            (1...2).map { Scene.past(.unit("old\($0).service"), ended: 3600 * Int64($0)) }
            // The last began at 00:09 in Berlin, which was yesterday in UTC.
            + [Scene.past(.unit("x.service"), ended: 39000, policy: "checkout")]
    },
    Row("another group's, another policy's and yesterday's do not count") {
        $0.history = [
            Scene.past(.unit("a.service"), ended: 60, group: "jobs"),
            Scene.past(.unit("a.service"), ended: 60, policy: "q"),
            Scene.past(.unit("a.service"), ended: 39600), Scene.past(.unit("a.service"), ended: 60),
            Scene.past(.unit("b.service"), ended: 120),
        ]
    },
    Row("one that is open and in the history counts once") {
        $0.history = [Scene.past(.unit("a.service"), ended: 0), Scene.past(.unit("b.service"), ended: 600)]
        $0.open = [Scene.open(["a.service"])]
    },
]

private let consent: [Row] = [
    Row(
        "no mark", "consent", "kill on group web: web@1.service: it carries no mark; 3 more are out too",
        remedy: "`monkey opt-in web@1.service --group web --allow kill` marks a unit"
    ) {
        all(&$0) { Scene.unit($0, consent: .none) }
    },
    Row(
        "the policy alone is not enough", "consent",
        "kill on group web: web@1.service: it carries no mark; 3 more are out too"
    ) {
        all(&$0) { Scene.unit($0, consent: .operator) }
    },
    Row(
        "another group's mark", "consent",
        "kill on group web: web@1.service: its mark names group api, not web; 3 more are out too"
    ) {
        all(&$0) { Scene.unit($0, consent: mark("api", "kill")) }
    },
    Row(
        "another monkey's mark", "consent",
        "kill on group web: web@1.service: its mark allows latency cpu, not kill; 3 more are out too"
    ) {
        all(&$0) { Scene.unit($0, consent: mark("web", "latency", "cpu")) }
    },
    Row("opted out", "consent", "kill on web@1.service: web@1.service: it has opted out") {
        $0.inventory[0] = Scene.unit(web(1), consent: .optOut)
        $0.asked = .units([web(1)])
    },
    Row("an empty list opts out", "consent", "kill on web@1.service: web@1.service: it has opted out") {
        $0.inventory[0] = Scene.unit(web(1), consent: mark("web"))
        $0.asked = .units([web(1)])
    },
    Row(
        "an opt-out seen in another group counts here", "consent",
        "kill on web@1.service: web@1.service: it has opted out"
    ) {
        $0.inventory.append(Scene.unit(web(1), group: "api", consent: .optOut))
        $0.asked = .units([web(1)])
    },
    Row(
        "one of the named does not consent", "consent",
        "kill on web@1.service, web@2.service: web@2.service: it carries no mark"
    ) {
        $0.inventory[1] = Scene.unit(web(2), consent: .none)
        $0.asked = .units([web(1), web(2)])
    },
    Row("one in the group consents") {
        $0.inventory = [Scene.unit(web(1), consent: .none), Scene.unit(web(2)), Scene.unit(web(3), consent: .optOut)]
    },
    Row(
        "protected", "protected", "kill on web@1.service: web@1.service: protected (sshd): it is the SSH server",
        remedy: "allowProtected: [sshd] in p.yaml would allow it"
    ) {
        $0.inventory[0] = Scene.unit(web(1), protection: Protected(by: .sshd, text: "it is the SSH server"))
        $0.asked = .units([web(1)])
    },
    Row(
        "protected for ever", "protected",
        "kill on web@1.service: web@1.service: protected (ancestor): it runs this shell",
        remedy: "nothing does; ask for another target"
    ) {
        $0.inventory[0] = Scene.unit(web(1), protection: Protected(by: .ancestor, text: "it runs this shell"))
        $0.asked = .units([web(1)])
    },
]

private let radius: [Row] = [
    Row(
        "down already", "healthy", "kill on group web: web@1.service: it is not healthy now; 3 more are out too",
        remedy: "bring it up first"
    ) {
        all(&$0) { Scene.unit($0, healthy: false) }
    },
    Row(
        "too few left", "limits.keepHealthy", "kill on group web: 2 of 4 healthy and untouched, 2 have to stay so",
        remedy: "bring more targets up, or change limits.keepHealthy in p.yaml"
    ) {
        $0.inventory[0] = Scene.unit(web(1), healthy: false)
        $0.inventory[1] = Scene.unit(web(2), healthy: false)
    },
    Row(
        "what is under attack is not untouched", "limits.keepHealthy",
        "kill on group web: 2 of 4 healthy and untouched, 2 have to stay so"
    ) {
        $0.inventory[0] = Scene.unit(web(1), healthy: false)
        $0.open = [Scene.open([web(2)])]
    },
    Row(
        "one of three: half is rounded up", "limits.keepHealthy",
        "kill on group web: 2 of 3 healthy and untouched, 2 have to stay so"
    ) {
        $0.inventory = [Scene.unit(web(1)), Scene.unit(web(2)), Scene.unit(web(3), healthy: false)]
    },
    Row(
        "too many at once", "limits.concurrent",
        "kill on group web: policy checkout has 2 open of 2: \(Scene.id(-120)), \(Scene.id(-60))",
        remedy: "wait for its end, or end it: `monkey rollback \(Scene.id(-120))`"
    ) {
        $0.open = [Scene.open(["a.service"]), Scene.open(["b.service"], ago: 120)]
    },
    Row("another policy's do not count") {
        $0.open = [Scene.open(["a.service"], policy: "q"), Scene.open(["b.service"], policy: "q", ago: 120)]
    },
    Row(
        "more than the limit", "limits.targets",
        "kill on web@1.service, web@2.service, web@3.service: 3 asked, limits.targets 2 of 4 consenting is 2, 0 under attack already",
        remedy: "ask for 2, or change limits.targets in p.yaml"
    ) { $0.asked = .units([web(1), web(2), web(3)]) },
    Row(
        "with those under attack", "limits.targets",
        "kill on web@1.service, web@2.service: 2 asked, limits.targets 2 of 6 consenting is 2, 1 under attack already",
        remedy: "ask for 1, or change limits.targets in p.yaml"
    ) {
        $0.inventory += [Scene.unit(web(5)), Scene.unit(web(6))]
        $0.asked = .units([web(1), web(2)])
        $0.open = [Scene.open([web(6)])]
    },
    Row(
        "a quarter of three is none", "limits.targets",
        "kill on group web: limits.targets 25% of 3 consenting is 0, 0 under attack already",
        remedy: "more targets have to consent, or limits.targets in p.yaml has to be higher"
    ) {
        $0.policies = try PolicySet([Fixture.read(Scene.policy.replacing("targets: 2", with: "targets: 25%"))])
        $0.inventory.removeLast()
    },
    Row("a quarter of four is one") {
        $0.policies = try PolicySet([Fixture.read(Scene.policy.replacing("targets: 2", with: "targets: 25%"))])
    },
    Row("as many as the limit") { $0.asked = .all(group: "web") },
]

@Suite("Every rule refuses with its reason and its remedy") struct DecisionTests {
    @Test(arguments: who + hardness + when + consent + radius)
    func decides(_ row: Row) throws {
        var scene = try Scene()
        try row.change(&scene.question)
        let answer = scene.answer
        let told = "\(answer.reasons.map { "\($0.rule) \($0.verdict): \($0.text)" })"
        #expect(answer.isAllowed == (row.rule == nil), "\(told)")
        #expect(answer.targets.isEmpty != answer.isAllowed)
        guard let rule = row.rule else { return }
        let last = try #require(answer.reasons.last)
        #expect((last.rule, last.verdict) == (rule, .refuse))
        #expect(last.text == row.text)
        if !row.remedy.isEmpty { #expect(last.remedy == row.remedy) }
        #expect(answer.refusal == Refusal(last.text, remedy: last.remedy ?? ""))
    }

    @Test func theReasonsStandInTheOrderOfTheRules() throws {
        let answer = try Scene().answer
        #expect(
            answer.reasons.map(\.rule) == [
                "policy", "permission", "options", "limits.duration", "blackout", "window", "targets", "consent",
                "protected", "cooldown", "limits.perDay", "healthy", "limits.concurrent", "limits.targets",
                "limits.keepHealthy", "choice",
            ])
        #expect(answer.reasons.allSatisfy { $0.verdict == .pass })
        #expect(answer.policy == "checkout")
        #expect(answer.group == "web")
        #expect(answer.duration == .seconds(60))
        #expect(answer.options == OptionValues(["irreversible": "true", "signal": "KILL"]))
    }

    @Test func whoIsLeftOutIsTold() throws {
        var scene = try Scene()
        scene.question.inventory[2] = Scene.unit("web@3.service", consent: .none)
        let out = scene.answer.reasons.filter { $0.verdict == .exclude }
        #expect(out.map(\.text) == ["web@3.service: it carries no mark"])
        #expect(out.map(\.target) == [.unit("web@3.service")])
    }

    @Test func anOverrideIsOnRecordOnlyWhereItWasNeeded() throws {
        var scene = try Scene()
        scene.question.overrides = [.window]
        scene.question.reason = "night shift"
        #expect(scene.answer.overrides.isEmpty)
        scene.question.now -= 86400
        #expect(scene.answer.overrides == ["window"])
        let reason = try #require(scene.answer.reasons.first { $0.verdict == .overridden })
        #expect(reason.text == "no window is open at Sun 2026-11-22 11:00 Europe/Berlin; overruled: night shift")
    }

    @Test func aRestIsOverruledWhereThePolicyLetsIt() throws {
        var scene = try Scene(Scene.policy.replacing("[window]", with: "[window, cooldown]"))
        scene.question.history = [Scene.past(.unit("web@1.service"), ended: 60)]
        scene.question.asked = .units(["web@1.service"])
        #expect(scene.answer.refusal?.remedy.hasSuffix("; or --override cooldown --reason TEXT") == true)
        scene.question.overrides = [.cooldown]
        scene.question.reason = "again"
        #expect(scene.answer.overrides == ["cooldown"])
        #expect(scene.answer.targets == [.unit("web@1.service")])
    }

    @Test func aProtectionIsLiftedByName() throws {
        var scene = try Scene(Scene.policy + "\nallowProtected: [sshd]")
        scene.question.inventory = (1...2).map {
            Scene.unit("web@\($0).service", protection: Protected(by: $0 == 1 ? .sshd : .dbus, text: "x"))
        }
        #expect(scene.answer.targets == [.unit("web@1.service")])
    }

    @Test func withoutAGroupOneThatPassesIsTaken() throws {
        var scene = try Scene()
        scene.question.asked = .any
        scene.question.inventory = [Scene.process(70)] + (1...3).map { Scene.unit("web@\($0).service", consent: .none) }
        scene.question.inventory.append(Scene.process(71))
        let answer = scene.answer
        #expect(answer.group == "jobs")
        #expect(answer.reasons.first?.verdict == .exclude)
        #expect(answer.reasons.first?.text.hasPrefix("passed over group web of policy checkout: ") == true)
        scene.question.inventory = []
        #expect(scene.answer.refusal?.reason.hasPrefix("kill on group web: this host has none") == true)
    }

    @Test func operatorConsentNeedsNoMarkButHeedsOne() throws {
        let text = Scene.policy.replacing("groups: [web, jobs]", with: "groups: [web, jobs, api]")
        for (consent, isAllowed) in [
            (Consent.none, true), (.operator, true), (.optOut, false), (mark("web"), false),
            (mark("web", "kill"), true),
            (mark("api", "latency"), false),
        ] {
            var scene = try Scene(text.replacing("keepHealthy: 50%", with: "keepHealthy: 0"))
            scene.question.inventory = [Scene.unit("api.service", group: "api", consent: consent)]
            scene.question.asked = .group("api")
            #expect(scene.answer.isAllowed == isAllowed, "\(consent)")
        }
    }

    @Test func theAnswerSurvivesJSON() throws {
        let answer = try Scene().answer
        let copy = try Fixture.throughJSON(answer)
        #expect(copy == answer)
    }
}
