import Testing

@testable import Policy

/// A policy with one thing wrong, and everything that has to be told about it.
struct Wrong: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let told: [String]

    init(_ name: String, _ text: String, _ told: String...) {
        self.name = name
        self.text = text
        self.told = told.map { "p.yaml:\($0)" }
    }

    var testDescription: String { name }

    /// A good policy, with lines put in behind line 3 (its groups) or at its end.
    static func top(_ name: String, _ lines: String, _ told: String...) -> Wrong {
        Wrong(name, base + lines, told: told)
    }

    static func group(_ name: String, _ group: String, _ told: String...) -> Wrong {
        let monkey = group.contains("host: true") ? "cpu" : "kill"
        return Wrong(
            name, "policy: p\ngroups:\n  web: \(group)\nmonkeys: { \(monkey): { groups: [web] } }\n", told: told)
    }

    static func monkeys(_ name: String, _ rule: String, _ told: String...) -> Wrong {
        Wrong(name, "policy: p\ngroups:\n  web: { units: [a.service] }\nmonkeys:\n  \(rule)\n", told: told)
    }

    private init(_ name: String, _ text: String, told: [String]) {
        self.name = name
        self.text = text
        self.told = told.map { "p.yaml:\($0)" }
    }

    static let base = "policy: p\ngroups: { web: { units: [a.service] } }\nmonkeys: { kill: { groups: [web] } }\n"
}

private let form = "a duration such as 250ms, 90s, 5m or 2h"
private let policyKeys = "policy, groups, windows, blackouts, limits, monkeys, allowProtected"
private let groupKeys = "units, processes, interfaces, filesystems, host, consent"

private let syntax: [Wrong] = [
    Wrong("an empty file", "", "1:1: the file is empty; a policy starts with policy: NAME"),
    Wrong("only a comment", "# nothing\n", "1:1: the file is empty; a policy starts with policy: NAME"),
    Wrong("a list", "- a\n", "1:1: a list is not a policy: a map of \(policyKeys)"),
    Wrong(
        "an open bracket", "policy: [\n",
        "2:1: not YAML: while parsing a flow node, did not find expected node content"),
    Wrong(
        "a tab", "policy: p\ngroups:\n\tweb: {}\n",
        "3:1: not YAML: while scanning for the next token, found character that cannot start any token"),
    Wrong(
        "two documents", Wrong.base + "---\npolicy: q\n",
        "4:1: not YAML: expected a single document in the stream, but found another document"),
    Wrong("an unknown alias", "policy: *x\n", "1:9: not YAML: found undefined alias"),
    Wrong.top("a key that is a list", "[a, b]: 1\n", "4:1: a key is a word, not a list"),
    Wrong.top("a control character", "# \u{7}\n", "4:3: not YAML: control characters are not allowed"),
]

private let keys: [Wrong] = [
    Wrong.top(
        "an unknown key", "limts: {}\n", "4:1: unknown key \"limts\"; a policy has \(policyKeys); did you mean limits?"),
    Wrong.top("an unknown key far from all", "zebra: 1\n", "4:1: unknown key \"zebra\"; a policy has \(policyKeys)"),
    Wrong.top(
        "a key twice", "policy: q\n", "4:1: the key \"policy\" stands twice, first in line 1; each may stand once"),
    Wrong(
        "keys twice at several depths",
        "policy: p\ngroups:\n  web: { units: [a.service], units: [b.service] }\n  web: { host: true }\n"
            + "monkeys: { kill: { groups: [web] } }\n\"policy\": q\n",
        "3:30: the key \"units\" stands twice, first in line 3; each may stand once",
        "4:3: the key \"web\" stands twice, first in line 3; each may stand once",
        "6:1: the key \"policy\" stands twice, first in line 1; each may stand once"),
    Wrong(
        "keys missing", "limits: { targets: 1 }\n", "1:1: a policy needs policy: a name of letters, digits, - _ and .",
        "1:1: a policy needs groups: a map from names to groups",
        "1:1: a policy needs monkeys: a map from monkeys to what they may do"),
    Wrong.top("a later key", "gates: []\n", "4:1: gates is not supported yet by this version; leave it out"),
    Wrong.top("another", "steadyState: []\n", "4:1: steadyState is not supported yet by this version; leave it out"),
    Wrong.top(
        "a later limit", "limits: { perWeek: 3 }\n",
        "4:11: perWeek is not supported yet by this version; leave it out"),
    Wrong.top(
        "a calendar", "blackouts: [{ calendar: h.ics }]\n",
        "4:13: a blackout needs dates: a date such as 2026-12-24 or two as 2026-12-20..2027-01-06, the earlier first",
        "4:13: a blackout needs why: text", "4:15: calendar is not supported yet by this version; leave it out"),
    Wrong(
        "a bad name", "policy: check out\n" + Wrong.base.dropFirst(10),
        "1:9: policy: \"check out\" is not a name of letters, digits, - _ and ."),
    Wrong(
        "no name", "policy:\n" + Wrong.base.dropFirst(10),
        "1:8: policy: nothing is not a name of letters, digits, - _ and ."),
    Wrong.top(
        "a protection", "allowProtected: [shd]\n",
        "4:18: allowProtected: \"shd\" is not one of sshd, ssh-session, systemd, dbus, journald; did you mean sshd?"),
    Wrong.top(
        "one without exception", "allowProtected: [pid1]\n",
        "4:18: allowProtected: pid1 (the first process) is protected without exception; "
            + "allowed are sshd, ssh-session, systemd, dbus, journald"),
]

private let groups: [Wrong] = [
    Wrong(
        "no groups", "policy: p\ngroups: {}\nmonkeys: { kill: { groups: [web] } }\n",
        "2:9: groups: a map is not a map from names to groups",
        "3:29: there is no group \"web\"; this policy has none"),
    .group(
        "an empty group", "{}",
        "3:8: the group web is empty; it needs one of units, processes, interfaces, filesystems, host: true"),
    .group(
        "an unknown key", "{ unit: [a.service], units: [a.service] }",
        "3:10: unknown key \"unit\"; a group has \(groupKeys); did you mean units?"),
    .group(
        "a later key", "{ slices: [a.slice], units: [a.service] }",
        "3:10: slices is not supported yet by this version; leave it out"),
    .group("no list", "{ units: a.service }", "3:17: units: \"a.service\" is not a list; write it as [a.service]"),
    .group("an empty list", "{ units: [] }", "3:17: units: an empty list; name at least one, or leave the key out"),
    .group(
        "a unit without a type", "{ units: [nginx] }",
        "3:18: units: \"nginx\" is not a unit or a pattern such as nginx@*.service: a unit's name ends in its type; did you mean nginx.service?"
    ),
    .group(
        "a wrong type", "{ units: [nginx.servise] }",
        "3:18: units: \"nginx.servise\" is not a unit or a pattern such as nginx@*.service: a unit's name ends in its type; did you mean service?"
    ),
    .group(
        "an open set", "{ units: [\"web[12.service\"] }",
        "3:18: units: \"web[12.service\" is not a unit or a pattern such as nginx@*.service: a [ without its ]"),
    .group(
        "a backward set", "{ units: [\"web[2-1].service\"] }",
        "3:18: units: \"web[2-1].service\" is not a unit or a pattern such as nginx@*.service: the range 2-1 runs backwards"
    ),
    .group("an empty rule", "{ processes: {} }", "3:21: a process rule needs one of user, exe, args"),
    .group(
        "a relative executable", "{ processes: { exe: nginx } }",
        "3:28: exe: \"nginx\" is not the path of an executable or a pattern of it: it starts with /, or with a *"),
    .group(
        "host without the operator", "{ host: true }",
        "3:8: the group web holds what cannot carry a mark (host); say consent: operator, and this file is enough"),
    .group(
        "an interface with a mark", "{ interfaces: [eth0], units: [a.service], host: true, consent: mark }",
        "3:71: the group web holds what cannot carry a mark (host, interface); say consent: operator, and this file is enough"
    ),
    .group("a yes", "{ host: yes, units: [a.service] }", "3:16: host: \"yes\" is not true or false"),
    .group(
        "a consent", "{ host: true, consent: operater }", "3:31: consent: \"operater\" is not one of mark, operator"),
    .group(
        "a long interface", "{ interfaces: [abcdefghijklmnop], host: true, consent: operator }",
        "3:23: interfaces: \"abcdefghijklmnop\" is not the name of a network interface, up to 15 characters"),
    .group(
        "a relative path", "{ filesystems: [srv], host: true, consent: operator }",
        "3:24: filesystems: \"srv\" is not an absolute path"),
]

private let times: [Wrong] = [
    .top(
        "an hour beyond the day", "windows: [{ hours: \"25:00-26:00\", timezone: UTC }]\n",
        "4:20: hours: \"25:00-26:00\" is not hours such as 10:00-16:00 or 22:00-04:00, from 00:00 to 24:00: there is no 25:00 on a clock"
    ),
    .top(
        "a minute beyond the hour", "windows: [{ hours: \"10:60-12:00\", timezone: UTC }]\n",
        "4:20: hours: \"10:60-12:00\" is not hours such as 10:00-16:00 or 22:00-04:00, from 00:00 to 24:00: there is no 10:60 on a clock"
    ),
    .top(
        "an empty window", "windows: [{ hours: \"10:00-10:00\", timezone: UTC }]\n",
        "4:20: hours: \"10:00-10:00\" is not hours such as 10:00-16:00 or 22:00-04:00, from 00:00 to 24:00: it is empty; the whole day is 00:00-24:00"
    ),
    .top(
        "no time", "windows: [{ hours: \"9-17\", timezone: UTC }]\n",
        "4:20: hours: \"9-17\" is not hours such as 10:00-16:00 or 22:00-04:00, from 00:00 to 24:00: 9 is not a time such as 09:30"
    ),
    .top(
        "no day", "windows: [{ days: mon-fry, timezone: UTC }]\n",
        "4:19: days: \"mon-fry\" is not days such as mon-fri or sat,sun"),
    .top(
        "no time zone", "windows: [{ days: mon }]\n",
        "4:11: a window needs timezone: a time zone such as Europe/Berlin or UTC"),
    .top(
        "a misspelt time zone", "windows: [{ timezone: Europe/Berln }]\n",
        "4:23: timezone: unknown time zone \"Europe/Berln\"; allowed are places such as Europe/Berlin, and UTC; did you mean Europe/Berlin?"
    ),
    .top(
        "an abbreviation", "windows: [{ timezone: CEST }]\n",
        "4:23: timezone: unknown time zone \"CEST\"; allowed are places such as Europe/Berlin, and UTC; "
            + "abbreviations and offsets know no summer time, name a place"),
    .top("no windows", "windows: []\n", "4:10: windows: an empty list; name at least one, or leave the key out"),
    .top(
        "dates backwards", "blackouts: [{ dates: 2027-01-06..2026-12-20, why: x, timezone: UTC }]\n",
        "4:22: dates: \"2027-01-06..2026-12-20\" is not a date such as 2026-12-24 or two as 2026-12-20..2027-01-06, the earlier first"
    ),
    .top(
        "no such day", "blackouts: [{ dates: 2026-02-29, why: x, timezone: UTC }]\n",
        "4:22: dates: \"2026-02-29\" is not a date such as 2026-12-24 or two as 2026-12-20..2027-01-06, the earlier first"
    ),
    .top(
        "a blackout nowhere", "blackouts: [{ dates: 2026-02-28, why: x }]\n",
        "4:13: a blackout needs timezone where the policy has no windows: a time zone such as Europe/Berlin or UTC"),
]

private let limits: [Wrong] = [
    .top(
        "no targets", "limits: { targets: 0 }\n",
        "4:20: targets: 0 allows no attack at all; at least 1, or more than 0%"),
    .top(
        "no percent", "limits: { targets: 0% }\n",
        "4:20: targets: 0% allows no attack at all; at least 1, or more than 0%"),
    .top(
        "too much percent", "limits: { targets: 101% }\n",
        "4:20: targets: \"101%\" is not a count such as 2 or a percentage such as 25%"),
    .top(
        "nothing to spare", "limits: { keepHealthy: 100% }\n",
        "4:24: keepHealthy: 100% leaves nothing to attack; less than 100%"),
    .top("never two", "limits: { concurrent: 0 }\n", "4:23: concurrent: \"0\" is not a whole number, at least 1"),
    .top("never a day", "limits: { perDay: none }\n", "4:19: perDay: \"none\" is not a whole number, at least 1"),
    .top("no unit of time", "limits: { cooldown: 2 }\n", "4:21: cooldown: \"2\" is not \(form)"),
    .top("no time", "limits: { duration: 0s }\n", "4:21: duration: \"0s\" is not \(form), longer than 0s"),
    .top(
        "an override", "limits: { allowOverride: [windows] }\n",
        "4:27: allowOverride: \"windows\" is not one of window, cooldown"),
]

private let rules: [Wrong] = [
    .monkeys(
        "an unknown monkey", "kil: { groups: [web] }",
        "5:3: unknown monkey \"kil\"; there are kill, latency, cpu; did you mean kill?"),
    .monkeys(
        "no groups", "kill: {}", "5:9: the monkey kill needs groups: a list, each a name of letters, digits, - _ and ."),
    .monkeys(
        "nothing", "kill:",
        "5:8: nothing is not the monkey kill: a map of groups, for, every, atLeast, signal, recoverWithin, irreversible"
    ),
    .monkeys(
        "an unknown group", "kill: { groups: [wib] }",
        "5:20: there is no group \"wib\"; this policy has web; did you mean web?"),
    .monkeys(
        "what it cannot hit", "cpu: { groups: [web] }",
        "5:19: cpu cannot hit the group web: it takes host, the group holds unit"),
    .monkeys(
        "an unknown option", "kill: { groups: [web], signl: KILL }",
        "5:26: unknown key \"signl\"; the monkey kill has groups, for, every, atLeast, signal, recoverWithin, irreversible; did you mean signal?"
    ),
    .monkeys(
        "an option out of range", "latency: { groups: [web], delay: 2m }",
        "5:36: delay: \"2m\" is not \(form), from 1ms to 1m, or a range low..high of two"),
    .monkeys(
        "a range out of range", "latency: { groups: [web], delay: 100ms..2m }",
        "5:36: delay: \"100ms..2m\" is not \(form), from 1ms to 1m, or a range low..high of two"),
    .monkeys(
        "a range backwards", "latency: { groups: [web], delay: 2s..1s }",
        "5:36: delay: \"2s..1s\" is not \(form), from 1ms to 1m, or a range low..high of two"),
    .monkeys(
        "a range of words", "kill: { groups: [web], signal: KILL..TERM }",
        "5:34: signal: \"KILL..TERM\" is not one of KILL, TERM"),
    .monkeys(
        "a permission", "kill: { groups: [web], irreversible: yes }", "5:40: irreversible: \"yes\" is not true or false"
    ),
    .monkeys(
        "a list for a value", "kill: { groups: [web], signal: [KILL] }", "5:34: signal: a list is not one of KILL, TERM"
    ),
    .monkeys(
        "too long", "kill: { groups: [web], for: 1m..11m }",
        "5:31: for: 1m..11m is longer than limits.duration, 10m; no attack may last so long"),
    .monkeys(
        "half a day", "kill: { groups: [web], every: 12h }",
        "5:33: every: \"12h\" is not \(form), in whole days such as 2d"),
    .monkeys(
        "more than the mean", "kill: { groups: [web], every: 2d, atLeast: 3d }",
        "5:46: atLeast: 3d is more than every: 2d, the mean; at most that"),
    .monkeys(
        "a gap of nothing", "kill: { groups: [web], atLeast: 3d }",
        "5:35: atLeast says nothing without every: \(form), in whole days such as 2d"),
    .monkeys(
        "longer than any window",
        "kill: { groups: [web], for: 10m }\nwindows: [{ hours: \"10:00-10:05\", timezone: UTC }]",
        "5:31: for: 10m fits into no window, and an attack ends inside its window; the longest is 5m"),
]

@Suite("What is wrong in a policy is told with its place") struct ReaderProblemTests {
    @Test(arguments: syntax + keys + groups + times + limits + rules)
    func isTold(_ wrong: Wrong) {
        #expect(Fixture.problems(wrong.text) == wrong.told)
    }

    @Test func everythingIsToldAtOnce() {
        let text = """
            policy: a b
            groups:
              web: { units: [nginx], colour: red }
            windows: [{ days: someday, timezone: Mars/Base }]
            limits: { targets: many }
            limits: { concurrent: 0 }
            monkeys: { kill: { groups: [wob] }, latency: { groups: [web], delay: 1h } }
            """
        let places = Fixture.problems(text).map { $0.split(separator: " ")[0] }
        #expect(
            places == [
                "p.yaml:1:9:", "p.yaml:3:18:", "p.yaml:3:26:", "p.yaml:4:19:", "p.yaml:4:38:", "p.yaml:5:20:",
                "p.yaml:6:1:", "p.yaml:7:29:", "p.yaml:7:70:",
            ])
    }
}
