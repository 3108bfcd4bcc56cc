import Glibc
import Testing

@testable import Host

@Suite("Transient units of systemd", .enabled(if: isSystemdLab, "run `make lab`"), .timeLimit(.minutes(5)))
struct TransientUnitLabTests {
    /// A unit that sleeps; its ExecStopPost writes down how it ended.
    private func unit(note: String) -> TransientUnit {
        var unit = TransientUnit(name: "transient-\(UInt32.random(in: 0...UInt32.max)).service")
        unit.type = "exec"
        unit.description = "a unit of a test"
        unit.execStart = [["/bin/sleep", "600"]]
        unit.execStopPost = [["/bin/sh", "-c", "echo $SERVICE_RESULT $NOTE > \(note)"]]
        unit.environment = ["NOTE": "a b"]
        unit.collectMode = "inactive-or-failed"
        unit.killMode = "control-group"
        unit.timeoutStopUSec = 5_000_000
        unit.slice = "system.slice"
        unit.oomScoreAdjust = -500
        unit.properties = ["CPUWeight": .uint(50), "UMask": .uint(0o77), "NoNewPrivileges": .bool(true)]
        return unit
    }

    @Test("every setting arrives", arguments: [nil, Bus.privateAddress])
    func settings(_ address: String?) async throws {
        let units = Units(address: address)
        let note = "/run/note-\(UInt32.random(in: 0...UInt32.max))"
        let unit = unit(note: note)
        #expect(try await units.startTransient(unit) == .done)
        let facts = try #require(try await units.facts(of: unit.name))
        #expect(facts.isTransient)
        #expect(facts.properties["Description"] == .string("a unit of a test"))
        #expect(facts.type == "exec")
        #expect(facts.slice == "system.slice")
        #expect(facts.cpuWeight == 50)
        #expect(facts.properties["UMask"] == .uint(0o77))
        #expect(facts.properties["NoNewPrivileges"] == .bool(true))
        let pid = try #require(facts.mainPID)
        #expect(try readText("/proc/\(pid)/oom_score_adj").trimmed == "-500")
        #expect(try readText("/proc/\(pid)/cmdline") == "/bin/sleep\0600\0")
        #expect(try await units.stop(unit.name) == .done)
        #expect(try readText(note).trimmed == "success a b")
        _ = unsafe unlink(note)
    }

    @Test("after kill -9 of the main process and after RuntimeMaxSec, ExecStopPost runs")
    func stopPost() async throws {
        let units = Units()
        let note = "/run/note-\(UInt32.random(in: 0...UInt32.max))"
        let killed = unit(note: note)
        try #require(try await units.startTransient(killed) == .done)
        try await units.kill(killed.name, whom: .main, signal: 9)
        #expect(try await units.waitForEnd(of: killed.name, within: .seconds(30)))
        #expect(try await units.facts(of: killed.name) == nil)
        #expect(try readText(note).trimmed == "signal a b")

        var limited = unit(note: note)
        limited.runtimeMaxUSec = 500_000
        try #require(try await units.startTransient(limited) == .done)
        #expect(try await units.waitForEnd(of: limited.name, within: .seconds(30)))
        #expect(try readText(note).trimmed == "timeout a b")
        _ = unsafe unlink(note)
    }

    @Test("a program that is not there fails; the same name twice is refused")
    func refusals() async throws {
        let units = Units()
        var broken = unit(note: "/dev/null")
        broken.execStart = [["/nonexistent/program"]]
        #expect(try await units.startTransient(broken) == .failed)

        let unit = unit(note: "/dev/null")
        try #require(try await units.startTransient(unit) == .done)
        await #expect(throws: HostError.self) { try await units.startTransient(unit) }
        try await units.stop(unit.name)
    }

    @Test("Type=notify is active when it says so")
    func notify() async throws {
        let units = Units()
        var silent = unit(note: "/dev/null")
        silent.type = "notify"
        silent.timeoutStartUSec = 1_000_000
        #expect(try await units.startTransient(silent) == .failed)

        var speaking = unit(note: "/dev/null")
        speaking.type = "notify"
        speaking.execStart = [["/bin/sh", "-c", "systemd-notify --ready --status=up; exec sleep 600"]]
        speaking.properties["NotifyAccess"] = .string("all")
        #expect(try await units.startTransient(speaking) == .done)
        #expect(try await units.facts(of: speaking.name)?.properties["StatusText"] == .string("up"))
        #expect(try await units.stop(speaking.name) == .done)
    }
}
