import Foundation
import Host
import MonkeyKit
import Testing

@testable import Cpu

@Suite(.needsTheProgram, .serialized) struct CpuEffectTests {
    /// Under an attack of this process alone: the undo ends every hog of the attack, a hog of another run of these tests
    /// on the same machine must not be one.
    @Test func contract() async throws {
        let attack = CpuFixture.attack(1)
        try await expectContract(
            of: { try CpuFixture.effect(.add(Percent(5)), attack: attack) },
            snapshot: { "\(try CpuFixture.hogs(attack).filter { $0.state != "Z" }.count)" })
    }

    /// This machine may be busy with other things: a wide margin here, the exact figures in the lab.
    @Test(arguments: [10.0, 30])
    func usesItsShare(level: Double) async throws {
        let attack = CpuFixture.attack(UInt64(level))
        let effect = try CpuFixture.effect(.add(Percent(level)), attack: attack)
        let context = CpuFixture.context()
        try await effect.apply(context)
        let hog = try await CpuFixture.firstHog(attack).identity
        let clock = ContinuousClock()
        let (start, before) = (clock.now, try CpuFixture.cpuTime(hog))
        // Until it has worked for a second of CPU time at the level, whatever that takes.
        let isDone = try await Volume.eventually { try CpuFixture.cpuTime(hog) - before >= level / 100 * 4 }
        let seconds = (clock.now - start) / .seconds(1)
        let used = (try CpuFixture.cpuTime(hog) - before) / seconds * 100
        #expect(isDone && abs(used - level) < 3, "used \(used) %")
        #expect(try String(contentsOfFile: "/proc/\(hog.pid)/oom_score_adj", encoding: .utf8) == "1000\n")
        #expect(try await effect.revert(context) == .undone)
        #expect(try CpuFixture.hogs(attack).isEmpty)
    }

    /// The keeper is a shell; it is ended with signal 9 and the hog goes with it.
    @Test func diesWithItsKeeper() async throws {
        let attack = CpuFixture.attack(100)
        let orders = HogOrders(
            attack: attack, keeper: 0, goal: .add(Percent(5)), cpus: CPUSet([0]), cgroup: nil, capacity: 1, hogs: 1,
            ramp: .zero, limit: .seconds(60))
        let words = orders.words.map { $0 == "0" ? "'0'" : $0 }.joined(separator: " ")
            .replacing("--keeper '0'", with: "--keeper $$").replacing("'0'", with: "0")
        let keeper = Process()
        keeper.executableURL = URL(filePath: "/bin/sh")
        keeper.arguments = ["-c", "\(try #require(CpuFixture.program)) \(words) & exec sleep 60"]
        try keeper.run()
        #expect(try await Volume.eventually { try CpuFixture.hogs(attack).count == 1 })
        let hog = try await CpuFixture.firstHog(attack).identity
        #expect(try await Volume.eventually { try CpuFixture.cpuTime(hog) > 0.05 }, "it works while the keeper lives")
        kill(keeper.processIdentifier, SIGKILL)
        keeper.waitUntilExit()
        #expect(try await Volume.eventually { try CpuFixture.hogs(attack).isEmpty })
    }

    @Test func endsByItselfAtItsLimit() async throws {
        let attack = CpuFixture.attack(101)
        let effect = try CpuFixture.effect(.add(Percent(5)), limit: .milliseconds(300), attack: attack)
        let context = CpuFixture.context()
        try await effect.apply(context)
        #expect(try await effect.inspect(context) == .applied)
        // A hog that was only just started may not show its words yet, so none to see is not the end.
        var standing = try await effect.inspect(context)
        for _ in 0..<400 where standing != .absent {
            try await Task.sleep(for: .milliseconds(50))
            standing = try await effect.inspect(context)
        }
        #expect(standing == .absent)
        _ = try await effect.revert(context)
    }

    @Test func aHogThatIsKilledComesBackWhileTheAttackLasts() async throws {
        let attack = CpuFixture.attack(102)
        let effect = try CpuFixture.effect(.add(Percent(5)), attack: attack)
        let context = CpuFixture.context()
        try await effect.apply(context)
        let keeper = Task { try await effect.hold(context) { _ in } }
        let first = try await CpuFixture.firstHog(attack).identity
        kill(first.pid, SIGKILL)
        #expect(
            try await Volume.eventually {
                try CpuFixture.hogs(attack).contains { $0.identity != first && $0.state != "Z" }
            })
        keeper.cancel()
        _ = try? await keeper.value
        #expect(try await effect.revert(context) == .undone)
        #expect(try CpuFixture.hogs(attack).isEmpty)
    }

    @Test func aRollbackElsewhereFindsTheHogs() async throws {
        let attack = CpuFixture.attack(103)
        let effect = try CpuFixture.effect(.add(Percent(5)), attack: attack)
        let keeper = CpuFixture.context()
        try await effect.apply(keeper)
        let elsewhere = CpuFixture.context()
        // A program that is just being started has no command line for a moment.
        #expect(try await Volume.eventually { try CpuFixture.hogs(attack).count == 1 })
        #expect(try await effect.inspect(elsewhere) == .applied)
        #expect(try await effect.revert(elsewhere) == .undone)
        #expect(try await effect.inspect(elsewhere) == .absent)
        _ = try await effect.revert(keeper)
    }

    @Test func wordsAHogDoesNotKnowEndIt() async throws {
        let effect = CpuLoadEffect(
            goal: .add(Percent(5)), cpus: CPUSet([0]), unit: nil, cgroup: nil, capacity: 1, ramp: .zero, limit: .zero,
            attack: CpuFixture.attack(104), program: ["/bin/false"])
        let context = CpuFixture.context()
        try await effect.apply(context)
        await #expect(throws: HostError.self) { try await effect.hold(context) { _ in } }
        _ = try await effect.revert(context)
    }
}
