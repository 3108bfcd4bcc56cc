import Host
import MonkeyKit
import Synchronization
import Testing

@testable import Kill

/// Real services under systemd. nginx has `Restart=no` in Debian, redis `Restart=always`.
@Suite(.serialized) struct KillLabTests {
    let host = Host()

    private func context(_ grip: Grip = Grip()) -> EffectContext {
        EffectContext(host: host, attack: attackOfTests, grip: grip)
    }

    private func plan(_ targets: [Target], _ options: [String: String] = [:]) async throws -> Plan {
        let request = PlanRequest(
            attack: attackOfTests, targets: targets, options: OptionValues(options), duration: .seconds(60),
            stateDirectory: "/var/lib/monkey", seed: 1)
        return try await KillMonkey().plan(request, on: host)
    }

    private func effect(_ unit: String, _ options: [String: String] = [:]) async throws -> KillSignal {
        try #require(try await plan([.unit(unit)], options).effects.first as? KillSignal)
    }

    private func hold(_ effect: KillSignal, _ context: EffectContext) async throws -> [String: Measurement] {
        let measured = Mutex<[String: Measurement]>([:])
        try await effect.hold(context) { measurement in measured.withLock { $0[measurement.name] = measurement } }
        return measured.withLock { $0 }
    }

    // MARK: It comes back by itself

    @Test func redisComesBackByItself() async throws {
        try TestUnit.systemctl("restart redis-server")
        let plan = try await plan([.unit("redis-server.service")], ["probe": "tcp://localhost:6379"])
        #expect(plan.notes.contains { $0.contains("systemd will restart redis-server.service") })
        let effect = try #require(plan.effects.first as? KillSignal)
        #expect(effect.ports.contains(SocketAddress(address: "127.0.0.1", port: 6379, isIPv6: false)))
        let context = context()
        try await effect.apply(context)
        let measured = try await hold(effect, context)
        #expect(measured["restarts"]?.value == 1)
        #expect(measured["recovery"]?.note?.contains("systemd restarted it, Restart=always") == true)
        #expect((measured["recovery"]?.value ?? 0) > 0)
        #expect(measured["port"] != nil && measured["probe"] != nil)
        #expect(measured["ended"]?.value == 1)
        #expect(try await effect.inspect(context) == .absent)
        #expect(try await effect.revert(context) == .nothingToDo)
    }

    @Test func theRollbackGivesTheSupervisorItsTime() async throws {
        let unit = try TestUnit(service: "monkey-slow.service", ["Restart=always", "RestartSec=2"])
        try unit.start()
        let effect = try await effect(unit.name)
        let context = context()
        try await effect.apply(context)
        try await TestUnit.wait(unit.name, "activating")
        #expect(try await effect.inspect(context) == .applied)
        // As after the keeper's death: nothing is remembered.
        #expect(try await effect.revert(self.context()) == .nothingToDo)
        #expect(try unit.state == "active")
    }

    @Test func theRollbackCutsAWaitShortThatIsTooLong() async throws {
        let unit = try TestUnit(service: "monkey-long.service", ["Restart=always", "RestartSec=1h"])
        try unit.start()
        let effect = try await effect(unit.name, ["recover-within": "1s"])
        let context = context()
        try await effect.apply(context)
        let measured = try await hold(effect, context)
        #expect(measured["down"]?.note?.contains("auto-restart") == true)
        #expect(try await effect.revert(context).isUndone)
        #expect(try unit.state == "active")
    }

    // MARK: The rollback starts it

    @Test(arguments: [("KILL", false), ("KILL", true), ("QUIT", false)])
    func nginxIsStartedAgain(signal: String, all: Bool) async throws {
        try TestUnit.systemctl("restart nginx")
        let options = ["signal": signal, "all": "\(all)", "recover-within": "15s"]
        let plan = try await plan([.unit("nginx.service")], options)
        #expect(plan.notes.contains { $0.contains("systemd will not restart nginx.service (Restart=no") })
        let effect = try #require(plan.effects.first as? KillSignal)
        #expect(all ? effect.victims.count > 1 : effect.victims.count == 1)
        let context = context()
        try await effect.apply(context)
        let measured = try await hold(effect, context)
        #expect(measured["down"] != nil, "\(measured.values.map(\.description))")
        #expect(measured["ended"]?.value == Double(effect.victims.count))
        #expect(try await effect.inspect(context) == .applied)
        // By another process, from the record.
        let record = try RecordedEffect(effect)
        let read = try EffectRegistry([KillMonkey()]).effect(record)
        guard case .undoneWith(let text) = try await read.revert(self.context()) else {
            Issue.record("revert did not start it")
            return
        }
        #expect(text.hasPrefix("started nginx.service, which had not come back by itself"))
        #expect(try await effect.inspect(context) == .absent)
        #expect(try await SocketAddress(address: "127.0.0.1", port: 80, isIPv6: false).connects(host))
    }

    @Test func nginxToTheContract() async throws {
        let started = ForeignChange("somebody starts it") {
            try TestUnit.systemctl(
                "reset-failed nginx; systemctl start nginx; systemctl show -P InvocationID nginx > /run/n")
        } isStillThere: {
            try Volume.sh("test \"$(systemctl show -P InvocationID nginx)\" = \"$(cat /run/n)\" && echo yes") == "yes"
        }
        try await expectContract(
            of: {
                try TestUnit.systemctl("restart nginx")
                return try await effect("nginx.service")
            },
            foreign: [started], snapshot: { try TestUnit.state("nginx") })
    }

    @Test func whatTakesItsTimeToEndIsNotMissed() async throws {
        let script = "trap 'sleep 2; exit 0' TERM; echo > /run/monkey-trap; while :; do sleep 0.1; done"
        let unit = try TestUnit(
            "monkey-late.service", "[Service]\nKillMode=process\nExecStart=/bin/sh -c \"\(script)\"")
        try unit.start()
        #expect(try await Volume.eventually { try Volume.sh("rm /run/monkey-trap && echo yes || true") == "yes" })
        let effect = try await effect(unit.name, ["signal": "TERM"])
        #expect(effect.consequence == .asked)
        try await effect.apply(context())
        #expect(try unit.state == "active", "it has not ended yet")
        let reverted = try await effect.revert(context())
        #expect(reverted.isUndone, "\(reverted)")
        #expect(try unit.state == "active")
    }

    @Test func theStartLimitIsReset() async throws {
        // Two starts in an hour: five in a minute would be a question of how fast the emulator is.
        let unit = try TestUnit(
            "monkey-limit.service",
            """
            [Unit]
            StartLimitIntervalSec=1h
            StartLimitBurst=2
            [Service]
            ExecStart=/usr/bin/sleep infinity
            Restart=always
            RestartSec=10ms
            ExecStartPre=/usr/bin/test ! -e /run/monkey-broken
            """)
        try unit.start()
        let effect = try await effect(unit.name, ["recover-within": "10s"])
        try Volume.sh("touch /run/monkey-broken")
        try await effect.apply(context())
        try await TestUnit.wait(unit.name, "failed")
        #expect(try await host.units.facts(of: unit.name)?.result == "start-limit-hit" || unit.state == "failed")
        // It cannot start: that is said, with what a person has to do.
        let failure = await #expect(throws: HostError.self) { try await effect.revert(context()) }
        #expect(failure?.description.contains("journalctl -u monkey-limit.service") == true)
        // systemd tries once more by itself, until the limit: repaired before that, it would be back without us.
        try await TestUnit.wait(unit.name, "failed")
        try Volume.sh("rm /run/monkey-broken")
        let reverted = try await effect.revert(context())
        #expect(reverted.isUndone, "\(reverted)")
        #expect(try unit.state == "active")
    }

    @Test func whatIsBoundToItComesBackToo() async throws {
        let unit = try TestUnit(service: "monkey-base.service")
        let bound = try TestUnit(
            "monkey-bound.service",
            "[Unit]\nBindsTo=monkey-base.service\nAfter=monkey-base.service\n[Service]\nExecStart=/usr/bin/sleep infinity"
        )
        try bound.start()
        let plan = try await plan([.unit(unit.name)])
        #expect(plan.notes.contains { $0.hasPrefix("monkey-bound.service is bound to monkey-base.service") })
        let effect = try #require(plan.effects.first)
        try await effect.apply(context())
        try await TestUnit.wait(bound.name, "inactive")
        #expect(try await effect.revert(context()).isUndone)
        #expect(try unit.state == "active")
        #expect(try bound.state == "active")
    }

    // MARK: What somebody else did

    static let byPeople: [(name: String, restart: String, before: String, then: String)] = [
        ("stops it after it came back", "RestartSec=10ms", "active", "stop"),
        ("stops it while it waits for its restart", "RestartSec=1h", "activating", "stop"),
        ("masks it", "RestartSec=1h", "activating", "mask --runtime --now"),
    ]

    @Test("somebody", arguments: byPeople)
    func somebodyTookIt(name: String, restart: String, before: String, then: String) async throws {
        let unit = try TestUnit(service: "monkey-taken.service", ["Restart=always", restart])
        try unit.start()
        let run = try await host.units.facts(of: unit.name)?.invocationID
        let effect = try await effect(unit.name)
        try await effect.apply(context())
        let reached = try await host.units.wait(for: unit.name, within: .seconds(10)) {
            $0.activeState == before && (before != "active" || $0.invocationID != run)
        }
        try #require(reached != nil)
        // A mask in /run stands behind our file in /run: out of its way first.
        if then.hasPrefix("mask") { try Volume.sh("mv /run/systemd/system/\(unit.name) /run/monkey-taken.saved") }
        try TestUnit.systemctl("\(then) \(unit.name)")
        let standing = try await effect.inspect(context())
        guard case .foreign = standing else {
            Issue.record("inspect said \(standing)")
            return
        }
        let reverted = try await effect.revert(context())
        guard case .foreign(_, let person) = reverted else {
            Issue.record("revert said \(reverted)")
            return
        }
        #expect(person?.contains("systemctl start") == true)
        let state = try unit.state
        #expect(["inactive", "failed"].contains(state), "the person's word stands")
        if then.hasPrefix("mask") { try TestUnit.systemctl("unmask --runtime \(unit.name)") }
    }

    @Test func stoppedBeforeTheStrike() async throws {
        try TestUnit.systemctl("restart nginx")
        let effect = try await effect("nginx.service")
        try TestUnit.systemctl("stop nginx")
        await #expect(throws: Refusal.self) { try await effect.apply(context()) }
        guard case .foreign = try await effect.revert(context()) else {
            Issue.record("a unit that a person stopped was started")
            return
        }
        #expect(try TestUnit.state("nginx") == "inactive")
        try TestUnit.systemctl("start nginx")
    }

    // MARK: Refusals and notes

    @Test func aTransientUnitIsRefused() async throws {
        try Volume.sh("systemd-run --unit=monkey-transient --quiet sleep infinity")
        let refusal = await #expect(throws: Refusal.self) { try await plan([.unit("monkey-transient.service")]) }
        #expect(refusal?.reason.contains("transient") == true)
        try TestUnit.systemctl("stop monkey-transient")
    }

    @Test("refused", arguments: ["no-such.service", "nginx.socket", "system.slice", "systemd-fsck-root.service"])
    func refused(unit: String) async throws {
        await #expect(throws: Refusal.self) { try await plan([.unit(unit)]) }
    }

    @Test func ourOwnUnitIsRefused() async throws {
        let own = try #require(
            try host.processes.ancestors(of: Int32(getpidOfTest)).lazy.compactMap {
                try host.processes.facts(of: $0.pid)?.unit
            }.first)
        await #expect(throws: Refusal.self) { try await plan([.unit(own)], ["all": "true"]) }
    }

    @Test func aSocketBringsItBack() async throws {
        let socket = try TestUnit("monkey-knock.socket", "[Socket]\nListenStream=127.0.0.1:9099")
        let unit = try TestUnit("monkey-knock.service", "[Service]\nExecStart=/usr/bin/sleep infinity")
        try socket.start()
        try unit.start()
        let plan = try await plan([.unit(unit.name)], ["recover-within": "20s"])
        #expect(
            plan.notes.contains("monkey-knock.socket will start monkey-knock.service again at the first connection"))
        let effect = try #require(plan.effects.first as? KillSignal)
        let context = context()
        try await effect.apply(context)
        try await TestUnit.wait(unit.name, "failed")
        async let measured = hold(effect, context)
        #expect(try await SocketAddress(address: "127.0.0.1", port: 9099, isIPv6: false).connects(host))
        #expect(try await measured["recovery"]?.note?.contains("monkey-knock.socket") == true)
        #expect(try await effect.revert(context) == .nothingToDo)
    }

    // MARK: Stopped, and single processes

    @Test func aStoppedUnitGoesOn() async throws {
        try TestUnit.systemctl("restart redis-server")
        try await expectContract(
            of: { try await effect("redis-server.service", ["signal": "STOP"]) },
            snapshot: { try Volume.sh("ps -o state= -p $(systemctl show -P MainPID redis-server) | tr RSI r") })
    }

    @Test func theWatchdogKillsWhatIsStopped() async throws {
        let script = "while :; do systemd-notify WATCHDOG=1; sleep 0.2; done"
        let unit = try TestUnit(
            "monkey-dog.service",
            "[Service]\nType=notify\nNotifyAccess=all\nWatchdogSec=2\nTimeoutAbortSec=1\n"
                + "ExecStart=/bin/sh -c 'systemd-notify --ready; \(script)'")
        try unit.start()
        let effect = try await effect(unit.name, ["signal": "STOP", "all": "true"])
        let context = context()
        try await effect.apply(context)
        try await TestUnit.wait(unit.name, "failed")
        let reverted = try await effect.revert(context)
        #expect(reverted.isUndone, "\(reverted)")
        #expect(try unit.state == "active")
    }

    @Test func aWorkerIsReplacedByItsMaster() async throws {
        try TestUnit.systemctl("restart nginx")
        let main = try #require(try await host.units.facts(of: "nginx.service")?.mainPID)
        let worker = try #require(host.cgroups.processes(in: "/system.slice/nginx.service").first { $0 != main })
        let identity = try #require(host.processes.identity(of: worker))
        let plan = try await plan([.process(identity, name: "nginx")], ["recover-within": "1s"])
        #expect(plan.notes.contains { $0.contains("is not the main process of nginx.service") })
        let effect = try #require(plan.effects.first as? KillSignal)
        let context = context()
        try await effect.apply(context)
        let measured = try await hold(effect, context)
        #expect(measured["ended"]?.value == 1)
        #expect(measured["recovery"]?.note?.contains("ran on") == true)
        #expect(try await effect.revert(context) == .nothingToDo)
        #expect(try await host.units.facts(of: "nginx.service")?.mainPID == main)
    }

    @Test func aReloadEndsNothing() async throws {
        try TestUnit.systemctl("restart nginx")
        let effect = try await effect("nginx.service", ["signal": "HUP"])
        let context = context()
        try await effect.apply(context)
        _ = try await hold(effect, context)
        #expect(try await effect.revert(context) == .nothingToDo)
        #expect(try TestUnit.state("nginx") == "active")
    }
}
