import Host
import MonkeyKit
import Testing

@testable import Kill

/// Our strike or somebody's `systemctl stop`? Told from what systemd says, by a table of what it was seen to say.
@Suite struct UnitStandingTests {
    struct Case: Sendable, CustomStringConvertible {
        let name: String
        var now: [String: PropertyValue]?
        var main: UInt64 = 100
        var type = "simple"
        var isAlive = false
        var consequence = Consequence.ends
        var mayEndCleanly = false
        var sameBoot = true
        let expected: String
        var description: String { name }
    }

    /// The times are microseconds: started at 10.
    static let cases: [Case] = [
        Case(name: "runs on", now: facts("active"), isAlive: true, expected: "untouched"),
        Case(name: "dead, not noticed", now: facts("active"), expected: "underway"),
        Case(name: "new run", now: facts("active", run: 2, main: 200), expected: "back"),
        Case(name: "new main process in the same run", now: facts("active", main: 200), expected: "back"),
        Case(name: "active without a main process", now: facts("active", run: 2, main: 0), expected: "underway"),
        Case(name: "reloading", now: facts("reloading", main: 200), expected: "back"),
        Case(name: "no main process, active", now: facts("active", main: 0), main: 0, expected: "untouched"),
        Case(name: "waits for its restart", now: facts("activating", main: 0), expected: "underway"),
        Case(
            name: "killed, the rest is being stopped",
            now: facts("deactivating", main: 0, ended: 20, left: 20), expected: "underway"),
        Case(name: "being stopped by somebody", now: facts("deactivating", left: 20), expected: "taken"),
        Case(
            name: "killed, no restart", now: facts("failed", result: "signal", main: 0, ended: 20, left: 21),
            expected: "down"),
        Case(
            name: "killed by a clean signal, no restart", now: facts("inactive", main: 0, ended: 20, left: 21),
            expected: "down"),
        Case(
            name: "unloaded after a stop: a deadly signal leaves a failed unit", now: facts("inactive", main: 0),
            expected: "taken"),
        Case(
            name: "stopped by somebody", now: facts("inactive", main: 0, ended: 22, left: 21), expected: "taken"),
        Case(
            name: "stopped by somebody, who had to kill it",
            now: facts("failed", result: "timeout", main: 0, ended: 90, left: 21), expected: "taken"),
        Case(
            name: "came back, then stopped by somebody",
            now: facts("inactive", run: 2, main: 0, ended: 42, left: 41), expected: "taken"),
        Case(
            name: "the wait for its restart was called off by somebody",
            now: facts("inactive", result: "signal", main: 0, begun: 22, ended: 20, left: 21), expected: "taken"),
        Case(
            name: "restarted too often",
            now: facts(
                "failed", result: "start-limit-hit", run: 5, main: 0, begun: 50, started: 50, ended: 60, left: 21),
            consequence: .ends, expected: "down"),
        Case(
            name: "the new run fails before its main process",
            now: facts("failed", result: "exit-code", run: 2, main: 0, begun: 22, started: 0, ended: 0, left: 21),
            expected: "down"),
        Case(
            name: "the new run fails to start",
            now: facts("failed", result: "exit-code", run: 2, main: 0, begun: 22, started: 22, ended: 30, left: 21),
            expected: "down"),
        Case(
            name: "the watchdog missed a stopped process",
            now: facts("failed", result: "watchdog", main: 0, ended: 30, left: 21), consequence: .stops,
            expected: "down"),
        Case(
            name: "asked to go, said goodbye first (Type=notify)",
            now: facts("inactive", main: 0, ended: 22, left: 21), type: "notify", consequence: .asked,
            expected: "down"),
        Case(
            name: "killed for good cannot say goodbye: stopped by somebody (Type=notify)",
            now: facts("inactive", main: 0, ended: 22, left: 21), type: "notify", expected: "taken"),
        Case(
            name: "unloaded after a clean end", now: facts("inactive", run: 0, main: 0, begun: 0, ended: 0, left: 0),
            mayEndCleanly: true, expected: "down"),
        Case(
            name: "masked", now: facts("inactive", load: "masked", main: 0, ended: 20, left: 21), expected: "taken"),
        Case(name: "removed", now: nil, expected: "taken"),
        Case(
            name: "down after a reboot", now: facts("inactive", main: 0, ended: 20, left: 21), sameBoot: false,
            expected: "untouched"),
    ]

    @Test("stands", arguments: cases)
    func standing(_ test: Case) {
        var before = Self.facts("active", main: test.main)
        before["Type"] = .string(test.type)
        let unit = UnitBefore(UnitFacts(properties: before))
        let now = test.now.map(UnitFacts.init(properties:))
        let standing = unit.standing(
            now: now, mainIsAlive: test.isAlive, consequence: test.consequence, mayEndCleanly: test.mayEndCleanly,
            sameBoot: test.sameBoot)
        #expect("\(standing)".prefix { $0.isLetter } == test.expected, "\(standing)")
    }

    fileprivate static func facts(
        _ state: String, result: String = "success", load: String = "loaded", run: UInt8 = 1, main: UInt64 = 100,
        begun: UInt64 = 10, started: UInt64 = 10, ended: UInt64 = 0, left: UInt64 = 0
    ) -> [String: PropertyValue] {
        [
            "Id": .string("x.service"), "ActiveState": .string(state), "Result": .string(result),
            "LoadState": .string(load), "InvocationID": .bytes([run]), "MainPID": .uint(main),
            "InactiveExitTimestampMonotonic": .uint(begun), "ExecMainExitTimestampMonotonic": .uint(ended),
            "ActiveExitTimestampMonotonic": .uint(left), "ExecMainStartTimestampMonotonic": .uint(started),
            "Restart": .string("no"),
        ]
    }

    // MARK: What the plan says

    static let says: [(restart: String, signal: SignalName, consequence: Consequence, says: String)] = [
        ("always", .kill, .ends, "systemd will restart x.service after 100ms (Restart=always)"),
        ("no", .kill, .ends, "systemd will not restart x.service (Restart=no); if it does not come back"),
        ("on-failure", .terminate, .ends, "and SIGTERM is a clean end to systemd"),
        ("on-failure", .terminate, .asked, "depends on how it ends (Restart=on-failure)"),
        ("on-failure", .kill, .ends, "systemd will restart x.service"),
        ("on-what", .kill, .ends, "may or may not restart x.service (Restart=on-what)"),
    ]

    @Test("the plan says", arguments: says)
    func planSays(restart: String, signal: SignalName, consequence: Consequence, says: String) {
        var properties = Self.facts("active")
        properties["Restart"] = .string(restart)
        properties["RestartUSec"] = .uint(100_000)
        properties["TriggeredBy"] = .strings(["x.socket", "x.timer"])
        let facts = UnitFacts(properties: properties)
        let lines = UnitNotes(
            facts: facts, before: UnitBefore(facts, bound: ["y.service"]), signal: signal, consequence: consequence
        ).lines
        #expect(lines.first?.contains(says) == true, "\(lines)")
        #expect(lines.contains("x.socket will start x.service again at the first connection"))
        #expect(lines.contains("x.timer will start x.service again when it comes due"))
        #expect(lines.contains { $0.hasPrefix("y.service is bound to x.service") })
    }

    @Test("obstacles", arguments: ["Transient", "RefuseManualStart", "CanStart"])
    func obstacles(property: String) {
        var properties = Self.facts("active")
        properties["CanStart"] = .bool(true)
        func obstacle() -> String? {
            let facts = UnitFacts(properties: properties)
            return UnitNotes(facts: facts, before: UnitBefore(facts), signal: .kill, consequence: .ends).obstacle
        }
        #expect(obstacle() == nil)
        properties[property] = .bool(property != "CanStart")
        #expect(obstacle() != nil)
    }
}
