import Foundation
import Host
import MonkeyKit
import Testing

@testable import Cpu

/// Exact figures, on a machine that does nothing else.
@Suite(.serialized) struct CpuLabTests {
    private static let program = ProcessInfo.processInfo.environment["MONKEY_BINARY"] ?? "/usr/bin/monkey"

    private func context() -> EffectContext { EffectContext(host: Host(), attack: attackOfTests, grip: Grip()) }

    private func effect(_ options: [String: String], on target: Target = .host) async throws -> any Effect {
        let request = PlanRequest(
            attack: attackOfTests, targets: [target], options: OptionValues(options), duration: .seconds(60),
            stateDirectory: "/var/lib/monkey", seed: 7)
        let plan = try await CpuMonkey(hogExecutable: Self.program).plan(request, on: Host())
        return try #require(plan.effects.first)
    }

    /// Runs an effect as the keeper does, lets it settle, and gives every load of two seconds from then on.
    private func watch(
        _ effect: any Effect, seconds: Int = 10, _ load: () throws -> Double
    ) async throws -> (windows: [Double], measured: [MonkeyKit.Measurement]) {
        let context = context()
        try await effect.apply(context)
        let keeper = Task { try await effect.hold(context) { _ in } }
        try await Task.sleep(for: .seconds(5))
        var counts = [try load()]
        let clock = ContinuousClock()
        var times = [clock.now]
        for _ in 0..<seconds {
            try await Task.sleep(for: .seconds(1))
            counts.append(try load())
            times.append(clock.now)
        }
        let measured = try await effect.measure(context)
        keeper.cancel()
        _ = try? await keeper.value
        #expect(try await effect.revert(context) == .undone)
        #expect(try await effect.inspect(context) == .absent)
        var windows: [Double] = []
        for end in 2..<counts.count {
            let seconds: Double = (times[end] - times[end - 2]) / .seconds(1)
            windows.append((counts[end] - counts[end - 2]) / seconds)
        }
        return (windows, measured)
    }

    /// CPU seconds that were used on the host, by what is left of the idle time.
    private func busy() throws -> Double {
        let line = try String(contentsOfFile: "/proc/stat", encoding: .utf8).split(separator: "\n")[0]
        let ticks = line.split(separator: " ").dropFirst().compactMap { Double($0) }
        let up = try String(contentsOfFile: "/proc/uptime", encoding: .utf8).split(separator: " ")[0]
        let count = Double(try Host().cpus.online().count)
        return (Double(up) ?? 0) * count - (ticks[3] + ticks[4]) / 100
    }

    @Test(arguments: [30.0, 60, 90])
    func theHostIsAsBusyAsAsked(level: Double) async throws {
        let count = Double(try Host().cpus.online().count)
        let seen = try await watch(effect(["load": Percent(level).notation]), busy)
        for window in seen.windows { #expect(abs(window / count * 100 - level) <= 1.5, "\(seen)") }
        let mean = try #require(seen.measured.first { $0.name == "load" })
        #expect(abs(mean.value - level) <= 1, "\(seen)")
    }

    @Test func besideOthersOnlyWhatIsMissing() async throws {
        let count = Double(try Host().cpus.online().count)
        try Volume.sh(
            "systemd-run -q --unit=lab-others -p CPUQuota=40% sh -c 'while :; do :; done'")
        defer { _ = try? Volume.sh("systemctl stop lab-others") }
        let seen = try await watch(effect(["load": "60%"]), busy)
        for window in seen.windows { #expect(abs(window / count * 100 - 60) <= 5, "\(seen)") }
        #expect(abs(seen.windows.reduce(0, +) / Double(seen.windows.count) / count * 100 - 60) <= 1.5, "\(seen)")
    }

    @Test func aUnitLosesOnlyItsOwnShare() async throws {
        try Volume.sh("systemd-run -q --unit=lab-victim -p CPUQuota=50% sleep 300")
        defer { _ = try? Volume.sh("systemctl stop lab-victim") }
        let effect = try await effect(["load": "80%"], on: .unit("lab-victim.service"))
        let seen = try await watch(effect) {
            let text = try Volume.sh("cat /sys/fs/cgroup/system.slice/lab-victim.service/cpu.stat")
            return (Double(text.split(separator: "\n")[0].split(separator: " ")[1]) ?? 0) / 1e6
        }
        let mean = seen.windows.reduce(0, +) / Double(seen.windows.count)
        #expect(abs(mean / 0.5 * 100 - 80) <= 2, "80 % of half a CPU: \(seen)")
    }

    @Test func contract() async throws {
        let effect = try #require(try await effect(["add": "20%"]) as? CpuLoadEffect)
        try await expectContract(of: { effect })
    }
}
