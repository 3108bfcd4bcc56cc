import Glibc
import Host
import MonkeyKit
import Synchronization
import Testing

@testable import Kill

/// Processes without a unit, children of the test. Units are for the lab.
@Suite struct KillProcessTests {
    let host = Host()

    private func request(_ target: Target, _ options: [String: String]) -> PlanRequest {
        PlanRequest(
            attack: attackOfTests, targets: [target], options: OptionValues(options), duration: .seconds(60),
            stateDirectory: "/var/lib/monkey", seed: 1)
    }

    private func plan(_ process: ProcessIdentity, _ options: [String: String] = [:]) async throws -> Plan {
        try await KillMonkey().plan(request(.process(process, name: "victim"), options), on: host)
    }

    private func effect(_ plan: Plan) throws -> KillSignal { try #require(plan.effects.first as? KillSignal) }

    private func context(_ grip: Grip = Grip()) -> EffectContext {
        EffectContext(host: host, attack: attackOfTests, grip: grip)
    }

    /// Applies and holds, and gives back what was measured.
    private func strike(_ effect: KillSignal, _ context: EffectContext) async throws -> [String: Measurement] {
        let measured = Mutex<[String: Measurement]>([:])
        try await effect.apply(context)
        try await effect.hold(context) { measurement in measured.withLock { $0[measurement.name] = measurement } }
        return measured.withLock { $0 }
    }

    @Test func stopsAndContinuesToTheContract() async throws {
        let victim = Mutex<ChildProcess?>(nil)
        @Sendable func child() throws -> ChildProcess { try #require(victim.withLock { $0 }) }
        let resume = ForeignChange("somebody continues it") {
            try child().signal(SIGCONT)
            while Processes().isStopped(try child().identity) { await Task.yield() }
        } isStillThere: {
            Processes().isStopped(try child().identity) == false
        }
        try await expectContract(
            of: {
                let child = try ChildProcess.start(executable: "/usr/bin/sleep", arguments: ["600"])
                victim.withLock { $0 = child }
                return try effect(await plan(child.identity, ["signal": "STOP"]))
            },
            foreign: [resume],
            snapshot: { Processes().isStopped(try child().identity) ? "stopped" : "runs" },
            clear: { try await child().end() })
    }

    @Test func leavesStoppedWhatWasStoppedBefore() async throws {
        try await withVictim { victim in
            try victim.signal(SIGSTOP)
            while !host.processes.isStopped(victim.identity) { await Task.yield() }
            let effect = try effect(await plan(victim.identity, ["signal": "STOP"]))
            let context = context()
            try await effect.apply(context)
            #expect(try await effect.revert(context) == .nothingToDo)
            #expect(host.processes.isStopped(victim.identity))
        }
    }

    @Test func refusesToEndWhatNothingStartsAgain() async throws {
        try await withVictim { victim in
            let refusal = await #expect(throws: Refusal.self) { try await plan(victim.identity) }
            #expect(refusal?.reason.contains("belongs to no unit") == true)
            #expect(refusal?.remedy.contains("irreversible") == true)
            #expect(!victim.hasExited)
        }
    }

    @Test func endsItWhereThePolicyAllowsIt() async throws {
        try await withVictim { victim in
            let plan = try await plan(victim.identity, ["irreversible": "true"])
            let effect = try effect(plan)
            let context = context()
            #expect(plan.end == .settled)
            #expect(plan.notes.contains { $0.contains("cannot be taken back") })
            #expect(!victim.hasExited, "planning changes nothing")
            let measured = try await strike(effect, context)
            #expect(victim.hasExited)
            #expect(measured["ended"]?.value == 1)
            #expect(measured["end"] != nil)
            // Idempotent, and nothing to undo in this process or another.
            try await effect.apply(context)
            #expect(try await effect.revert(context) == .nothingToDo)
            #expect(try await effect.inspect(self.context()) == .absent)
        }
    }

    @Test func saysThatAProcessDidNotHeedTheSignal() async throws {
        try await withDeafVictim { victim in
            let options = ["signal": "TERM", "irreversible": "true", "recover-within": "1s"]
            let plan = try await plan(victim.identity, options)
            #expect(plan.notes.contains { $0.contains("may take its time or ignore it") })
            let measured = try await strike(effect(plan), context())
            #expect(!victim.hasExited)
            #expect(measured["ended"]?.value == 0)
            #expect(measured["ended"]?.note?.contains("did not heed SIGTERM") == true)
        }
    }

    @Test func needsNoPermissionForWhatEndsNothing() async throws {
        try await withVictim { victim in
            let plan = try await plan(victim.identity, ["signal": "WINCH"])
            _ = try await strike(effect(plan), context())
            #expect(!victim.hasExited)
            #expect(try await effect(plan).revert(context()) == .nothingToDo)
        }
    }

    @Test func neverHitsAnotherProcessOfTheSameNumber() async throws {
        try await withVictim { victim in
            let planned = try effect(await plan(victim.identity, ["signal": "STOP"]))
            let other = ProcessIdentity(pid: victim.identity.pid, startTime: victim.identity.startTime - 1)
            let stale = planned.aimed(at: other)
            await #expect(throws: Refusal.self) { try await stale.apply(context()) }
            #expect(!host.processes.isStopped(victim.identity))
            // Nor continues it: it was stopped by somebody else.
            try victim.signal(SIGSTOP)
            while !host.processes.isStopped(victim.identity) { await Task.yield() }
            #expect(try await stale.revert(context()) == .nothingToDo)
            #expect(host.processes.isStopped(victim.identity))
        }
    }

    @Test func anotherBootHasNothingToUndo() async throws {
        try await withVictim { victim in
            let planned = try effect(await plan(victim.identity, ["signal": "STOP"]))
            try await planned.apply(context())
            let older = planned.aimed(at: victim.identity, bootID: "another")
            #expect(try await older.inspect(context()) == .absent)
            #expect(try await older.revert(context()) == .nothingToDo)
            #expect(host.processes.isStopped(victim.identity))
        }
    }

    // MARK: The last guard

    static let untouchable: [(name: String, pid: Int32)] = [
        ("init", 1), ("ourselves", getpid()), ("our parent", getppid()),
    ]

    @Test("the last guard refuses, whatever the policy said", arguments: untouchable)
    func lastGuard(name: String, pid: Int32) async throws {
        let identity = try #require(host.processes.identity(of: pid))
        await #expect(throws: Refusal.self, "\(name), planned") {
            try await plan(identity, ["signal": "CONT", "irreversible": "true"])
        }
        // SIGCONT does no harm, should the guard fail.
        try await withVictim { victim in
            let effect = try effect(await plan(victim.identity, ["signal": "CONT"])).aimed(at: identity)
            await #expect(throws: Refusal.self, "\(name), at the moment of acting") {
                try await effect.apply(context())
            }
        }
    }

    private static var kernelThread: ProcessIdentity? {
        guard let all = try? Processes().all() else { return nil }
        return all.first(where: \.isKernelThread)?.identity
    }

    @Test(.enabled(if: kernelThread != nil, "needs a kernel thread in sight: run outside of a PID namespace"))
    func kernelThreads() async throws {
        let thread = try #require(Self.kernelThread)
        await #expect(throws: Refusal.self) { try await plan(thread, ["signal": "CONT"]) }
    }

    @Test func refusesAUnitWithoutSystemd() async throws {
        guard !Units.isSystemdPID1 else { return }
        await #expect(throws: Refusal.self) {
            try await KillMonkey().plan(request(.unit("nginx.service"), [:]), on: host)
        }
    }

    // MARK: Ports and probes

    @Test("a probe", arguments: [(200, true), (204, true), (404, false), (503, false)])
    func http(status: Int, isGood: Bool) async throws {
        try await withServer(status: status) { _, address in
            let url = "http://127.0.0.1:\(address.port)/health"
            let page = try #require(Probe(notation: url))
            let port = try #require(Probe(notation: "tcp://localhost:\(address.port)"))
            #expect(try await page.answers(host) == isGood)
            #expect(try await port.answers(host))
        }
    }

    @Test func nobodyAnswersOnceTheServerIsGone() async throws {
        try await withServer(status: 200) { server, address in
            #expect(try await address.connects(host))
            try server.signal(SIGKILL)
            try await server.process.waitForExit()
            #expect(try await address.connects(host) == false)
            let probe = try #require(Probe(notation: "http://127.0.0.1:\(address.port)/"))
            #expect(try await probe.answers(host) == false)
        }
    }
}

extension KillSignal {
    /// The same strike at another process, as a stale or forged record would have it.
    func aimed(at process: ProcessIdentity, bootID: String? = nil) -> KillSignal {
        KillSignal(
            signal: signal, victims: [Victim(process: process, name: "other", wasStopped: false)],
            consequence: consequence, unit: unit, ports: ports, probe: probe, recoverWithin: recoverWithin,
            bootID: bootID ?? self.bootID)
    }
}
