import SystemPackage
import Testing

@testable import Host

/// The system bus, and systemd's own socket.
private let addresses: [String?] = [nil, Bus.privateAddress]

@Suite("systemd", .enabled(if: isSystemdLab, "run `make lab`"), .timeLimit(.minutes(5)))
struct UnitsTests {
    @Test("lists by pattern and state", arguments: addresses)
    func list(_ address: String?) async throws {
        let units = Units(address: address)
        let found = try await units.list(matching: ["nginx.*", "redis-server.service"], states: ["active"])
        #expect(found.map(\.name).sorted() == ["nginx.service", "redis-server.service"])
        #expect(found.allSatisfy { $0.loadState == "loaded" && $0.activeState == "active" && $0.subState == "running" })
        #expect(found.first?.jobID == 0)
        #expect(try await units.list(matching: ["no-such-*"]).isEmpty)
        #expect(try await units.list().count > 20)
    }

    @Test("facts of a real service", arguments: addresses)
    func facts(_ address: String?) async throws {
        let units = Units(address: address)
        let nginx = try #require(try await units.facts(of: "nginx.service"))
        #expect(nginx.name == "nginx.service")
        #expect(nginx.isActive)
        #expect(nginx.type == "forking")
        #expect(nginx.controlGroup == "/system.slice/nginx.service")
        #expect(nginx.fragmentPath.hasSuffix("/nginx.service"))
        #expect(nginx.restartPolicy == "no")
        #expect(nginx.canStart && nginx.canStop && nginx.canFreeze && !nginx.refuseManualStart)
        #expect(nginx.invocationID.count == 32)
        #expect(nginx.cpuQuotaPerSecUSec == nil)
        #expect((nginx.activeEnterTimestampMonotonic ?? 0) > 0)
        let pid = try #require(nginx.mainPID)
        #expect(try await units.unit(ofProcess: pid) == "nginx.service")
        #expect(try await units.property("MainPID", of: "nginx.service") == .uint(UInt64(pid)))
        let redis = try #require(try await units.facts(of: "redis-server.service"))
        #expect(redis.restartPolicy == "always")
        #expect(redis.type == "notify")
    }

    @Test("what does not exist is nil, or an error that says so", arguments: addresses)
    func absent(_ address: String?) async throws {
        let units = Units(address: address)
        #expect(try await units.facts(of: "no-such.service") == nil)
        #expect(try await units.unit(ofProcess: 2) == nil)
        let error = await #expect(throws: HostError.self) { try await units.start("no-such.service") }
        #expect(error?.errno == .noSuchFileOrDirectory)
        #expect(error?.description == "cannot start no-such.service: Unit no-such.service not found.")
    }

    @Test("start, stop and restart wait for their jobs", arguments: addresses)
    func jobs(_ address: String?) async throws {
        try await Victim.with("ExecStart=/bin/sleep 600", units: Units(address: address)) { victim in
            let first = try await victim.facts
            #expect(first.isActive)
            #expect(try await victim.units.start(victim.name) == .done)
            #expect(try await victim.facts.mainPID == first.mainPID)
            #expect(try await victim.units.restart(victim.name) == .done)
            #expect(try await victim.facts.mainPID != first.mainPID)
            #expect(try await victim.facts.invocationID != first.invocationID)
            #expect(try await victim.units.stop(victim.name) == .done)
            #expect(try await victim.facts.activeState == "inactive")
        }
    }

    @Test("a job that fails, and one that takes longer than allowed")
    func failingJobs() async throws {
        try await Victim.with("Type=oneshot\nExecStart=/bin/false", started: false) { victim in
            #expect(try await victim.units.start(victim.name) == .failed)
            #expect(try await victim.facts.result == "exit-code")
            #expect(try await victim.facts.execMainStatus == 1)
            try await victim.units.resetFailed(victim.name)
            #expect(try await victim.facts.activeState == "inactive")
        }
        try await Victim.with("Type=oneshot\nExecStart=/bin/sleep 60", started: false) { victim in
            let error = await #expect(throws: HostError.self) {
                try await victim.units.start(victim.name, limit: .milliseconds(300))
            }
            #expect(error?.errno == .timedOut)
            // The limit ended the waiting, not the job.
            let facts = try await victim.units.wait(for: victim.name, within: .seconds(20)) {
                $0.activeState == "activating"
            }
            #expect(facts != nil)
        }
    }

    @Test("what somebody else says about a job is not believed")
    func forged() async throws {
        try await Victim.with("Type=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sleep 6", started: false) { victim in
            async let result = victim.units.start(victim.name)
            _ = try await victim.units.wait(for: victim.name, within: .seconds(20)) { $0.activeState == "activating" }
            let job = try #require(try await victim.units.list(matching: [victim.name]).first).jobID
            try #require(job != 0)
            let forged = "JobRemoved uoss \(job) /org/freedesktop/systemd1/job/\(job) \(victim.name) failed"
            _ = try await output(
                of: "busctl emit /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager " + forged)
            #expect(try await result == .done)
        }
    }

    @Test("signals", arguments: addresses)
    func kill(_ address: String?) async throws {
        try await Victim.with("ExecStart=/bin/sleep 600", units: Units(address: address)) { victim in
            try await victim.units.kill(victim.name, whom: .main, signal: 9)
            let failed = try await victim.units.wait(for: victim.name, within: .seconds(20)) {
                $0.activeState == "failed"
            }
            #expect(failed?.result == "signal")
            #expect(failed?.execMainStatus == 9)
            #expect(failed?.execMainCode == 2)
            let error = await #expect(throws: HostError.self) {
                try await victim.units.kill(victim.name, whom: .main, signal: 9)
            }
            #expect(error?.errno == .noSuchProcess)
        }
    }

    @Test("freeze and thaw")
    func freeze() async throws {
        try await Victim.with("ExecStart=/bin/sleep 600") { victim in
            try await victim.units.freeze(victim.name)
            #expect(try await victim.cgroupFile("cgroup.freeze") == "1")
            #expect(try await victim.facts.freezerState == "frozen")
            try await victim.units.thaw(victim.name)
            #expect(try await victim.cgroupFile("cgroup.freeze") == "0")
            #expect(try await victim.facts.freezerState == "running")
        }
    }

    @Test("changes tell of the death and of the return", arguments: addresses)
    func changes(_ address: String?) async throws {
        let settings = "ExecStart=/bin/sleep 600\nRestart=always\nRestartSec=200ms"
        try await Victim.with(settings, units: Units(address: address)) { victim in
            let before = try #require(try await victim.facts.mainPID)
            let changes = try await victim.units.changes(of: victim.name)
            try await victim.units.kill(victim.name, whom: .main, signal: 9)
            var states: [String] = []
            for await change in changes {
                if let state = change.subState, states.last != state { states.append(state) }
                if states.contains("auto-restart"), states.last == "running" { break }
            }
            #expect(states.contains("auto-restart"))
            let back = try await victim.units.wait(for: victim.name, within: .seconds(20)) {
                $0.isActive && $0.mainPID != before
            }
            #expect(back?.restarts == 1)
            #expect(back?.restartDelay == 200_000)
        }
    }
}
