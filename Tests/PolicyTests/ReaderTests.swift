import Foundation
import MonkeyKit
import Testing

@testable import Policy

@Suite("A good policy means what it says") struct ReaderTests {
    private static let checkout = """
        # all that can be said
        policy: checkout
        groups:
          web: { units: [nginx.service, "checkout@*.service"] }
          jobs:
            processes: { user: www-data, exe: /usr/bin/php*, args: "*queue:work*" }
          edge: { interfaces: [eth0], consent: operator }
          data: { filesystems: [/srv/checkout], consent: operator }
          box: { host: true, consent: operator }
        windows:
          - { days: mon-fri, hours: "10:00-16:00", timezone: Europe/Berlin }
          - { days: [sat, sun], hours: "22:00-04:00", timezone: America/New_York }
          - { timezone: UTC }
        blackouts:
          - { dates: 2026-12-20..2027-01-06, why: holiday freeze }
          - { dates: 2026-05-01, timezone: Europe/Paris, why: a day off }
        limits:
          targets: 25%
          keepHealthy: 2
          concurrent: 3
          cooldown: 2h
          perDay: 4
          duration: 15m
          allowOverride: [window, cooldown]
        monkeys:
          kill: { groups: [web, jobs], every: 2d, atLeast: 1d, signal: TERM, irreversible: true, recoverWithin: 10s..1m }
          latency: { groups: [web, edge], delay: 100ms..400ms, jitter: 20ms, for: 1m..5m }
          cpu: { groups: [box], load: 60%..90% }
        allowProtected: [sshd, journald]
        """

    @Test func allOfIt() throws {
        let policy = try Fixture.read(Self.checkout, file: "c.yaml")
        #expect(policy.name == "checkout")
        #expect(policy.groups.map(\.name) == ["web", "jobs", "edge", "data", "box"])
        #expect(policy.groups.map(\.consent) == [.mark, .mark, .operator, .operator, .operator])
        #expect(policy.groups.map(\.kinds) == [[.unit], [.process], [.interface], [.filesystem], [.host]])
        #expect(policy.groups[0].units.map(\.text) == ["nginx.service", "checkout@*.service"])
        #expect(policy.groups[0].place == Place(file: "c.yaml", line: 4, column: 3))
        #expect(policy.groups[1].processes?.user == "www-data")
        #expect(policy.groups[1].processes?.exe?.matches("/usr/bin/php8.2") == true)
        #expect(policy.groups[1].processes?.args?.matches("php artisan queue:work --tries=3") == true)
        #expect(policy.groups[2].interfaces == ["eth0"])
        #expect(policy.groups[3].filesystems == ["/srv/checkout"])
        #expect(policy.groups[4].host)
        let windows = policy.calendar.windows
        #expect(windows.map(\.days) == [[.mon, .tue, .wed, .thu, .fri], [.sat, .sun], Set(Weekday.allCases)])
        #expect(windows.map(\.hours.start) == [600, 1320, 0])
        #expect(windows.map(\.hours.end) == [960, 240, 1440])
        #expect(policy.calendar.blackouts.map(\.why) == ["holiday freeze", "a day off"])
        #expect(
            policy.calendar.blackouts.map { $0.zones.map(\.identifier) } == [
                ["Europe/Berlin", "America/New_York", "UTC"], ["Europe/Paris"],
            ])
        var limits = Limits()
        limits.targets = .percent(Percent(25))
        limits.keepHealthy = .count(2)
        limits.concurrent = 3
        limits.cooldown = .minutes(120)
        limits.perDay = 4
        limits.duration = .minutes(15)
        limits.allowOverride = [.window, .cooldown]
        #expect(policy.limits == limits)
        let kill = try #require(policy.rule(for: "kill"))
        #expect(kill.groups == ["web", "jobs"])
        #expect(
            kill.options == [
                "signal": OptionBounds(low: "TERM", high: "TERM"),
                "irreversible": OptionBounds(low: "true", high: "true"),
                "recover-within": OptionBounds(low: "10s", high: "1m"),
            ])
        #expect(kill.every == .minutes(2 * 1440))
        #expect(kill.atLeast == .minutes(1440))
        #expect(policy.rule(for: "latency")?.duration == SpanRange(.minutes(1), .minutes(5)))
        #expect(policy.allowProtected == [.sshd, .journald])
    }

    @Test func leftOutMeansTheDefaults() throws {
        let policy = try Fixture.read(Wrong.base)
        #expect(policy.limits == Limits())
        #expect(policy.limits.targets == .count(1))
        #expect(policy.limits.duration == .minutes(10))
        #expect(policy.calendar.windows.isEmpty)
        #expect(policy.allowProtected.isEmpty)
        #expect(policy.groups[0].consent == .mark)
    }

    /// What stands in the schema for people is what happens.
    @Test func theSchemaTellsTheDefaults() {
        let limits = Limits()
        let told = Dictionary(uniqueKeysWithValues: LimitKeys.section.keys.map { ($0.name, $0.fallback) })
        #expect(told["targets"] == limits.targets.notation)
        #expect(told["keepHealthy"] == limits.keepHealthy.notation)
        #expect(told["concurrent"] == String(limits.concurrent))
        #expect(told["cooldown"] == limits.cooldown.notation)
        #expect(told["duration"] == limits.duration.notation)
        #expect(MonkeyKeys.duration.fallback.flatMap(Span.init(notation:)) == Trial.defaultDuration)
    }

    @Test func everyKeyOfTheSchemaHasHelp() {
        for section in PolicySchema.sections(monkeys: Fixture.monkeys) {
            #expect(Set(section.keys.map(\.name)).count == section.keys.count, "\(section.path)")
            for key in section.keys { #expect(!key.help.isEmpty && !key.form.isEmpty, "\(section.path).\(key.name)") }
        }
    }

    @Test func theStarterPolicyIsGood() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "Policies/starter.yaml"), encoding: .utf8)
        #expect(Fixture.problems(text) == [])
        // What is commented out has to be good as well.
        let more =
            text.replacing("  # network:", with: "  network:").replacing("  # data:", with: "  data:")
            .replacing("  # machine:", with: "  machine:").replacing("    # consent: mark", with: "    consent: mark #")
            .replacing("  # allowOverride: [window, cooldown] ", with: "  allowOverride: [window, cooldown] # ")
            .replacing("# allowProtected", with: "allowProtected")
        let policy = try Fixture.read(more)
        #expect(policy.groups.count == 5)
        #expect(policy.limits.allowOverride.count == 2)
        #expect(policy.allowProtected == [.sshd])
    }

    @Test func policiesOfAHostHaveOneOwnerForEachGroup() throws {
        let first = try Fixture.read(Wrong.base, file: "a.yaml")
        let second = try Fixture.read(Wrong.base, file: "b.yaml")
        #expect(throws: PolicyProblems.self) { try PolicySet([second, first]) }
        do {
            _ = try PolicySet([second, first])
        } catch {
            #expect(
                error.problems.map(\.description) == [
                    "b.yaml:1:9: a policy named \"p\" stands at a.yaml:1:9; name this one otherwise",
                    "b.yaml:2:11: a group named \"web\" stands at a.yaml:2:11; name this one otherwise",
                ])
        }
        let other = try Fixture.read(
            "policy: q\ngroups: { api: { units: [b.service] } }\nmonkeys: { kill: { groups: [api] } }\n", file: "0.yaml"
        )
        let set = try PolicySet([first, other])
        #expect(set.grounds(for: "kill").map(\.group.name) == ["api", "web"])
        #expect(set.grounds(for: "latency").isEmpty)
        #expect(set.owner(ofGroup: "web")?.name == "p")
    }
}
