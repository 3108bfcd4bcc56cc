import Foundation
import Host
import MonkeyKit
import Testing

@testable import Cpu

enum CpuFixture {
    /// The program itself, built beside the tests; nil where only the tests were built.
    static let program: String? = {
        let path = Bundle.module.bundleURL.deletingLastPathComponent().appending(path: "monkey").path
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    static func effect(
        _ goal: LoadGoal, cpus: CPUSet? = nil, limit: Span = .seconds(120), ramp: Span = .zero, attack: AttackID
    ) throws -> CpuLoadEffect {
        let cpus = try cpus ?? CPUSet(Host().cpus.online().numbers.suffix(1))
        return CpuLoadEffect(
            goal: goal, cpus: cpus, unit: nil, cgroup: nil, capacity: Double(cpus.count), ramp: ramp, limit: limit,
            attack: attack, program: [try #require(program)])
    }

    static func context() -> EffectContext { EffectContext(host: Host(), attack: attackOfTests, grip: Grip()) }

    /// An attack of one test only: tests run side by side, and hogs are known by their attack.
    static func attack(_ number: UInt64) -> AttackID {
        AttackID(milliseconds: 1_767_225_700_000 + Int64(ownPID), random: number)
    }

    static func hogs(_ attack: AttackID) throws -> [ProcessFacts] {
        try Host().processes.matching(ProcessQuery(arguments: { HogOrders.name(attack, in: $0) }))
    }

    /// The first hog of an attack. posix_spawn(3) returns when the old memory is let go of, a moment before the words of the
    /// new program can be read, so it is waited for.
    static func firstHog(_ attack: AttackID) async throws -> ProcessFacts {
        _ = try await Volume.eventually { try !hogs(attack).isEmpty }
        return try #require(try hogs(attack).first)
    }

    /// CPU seconds a process has used, as proc(5) tells: the independent observer.
    static func cpuTime(_ process: ProcessIdentity) throws -> Double {
        let text = try String(contentsOfFile: "/proc/\(process.pid)/stat", encoding: .utf8)
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
        return (Double(fields[12]) ?? 0) / 100 + (Double(fields[13]) ?? 0) / 100
    }
}

extension Trait where Self == ConditionTrait {
    static var needsTheProgram: Self {
        .enabled(if: CpuFixture.program != nil, "needs the monkey executable beside the tests: swift build")
    }
}
