package import Host
package import MonkeyKit

/// CPUs kept busy by hogs: children of the keeper that end with it.
package struct CpuLoadEffect: Effect {
    package static let kind = "cpu.load"

    package let goal: LoadGoal
    package let cpus: CPUSet
    /// The unit whose share of the CPUs is used up, and its cgroup; nil for the host.
    package let unit: String?
    package let cgroup: String?
    /// How many CPUs' time 100 % is.
    package let capacity: Double
    package let ramp: Span
    /// The hogs end by themselves after this, even if all else fails.
    package let limit: Span
    package let attack: AttackID
    /// The executable and its first words, where it is another than this program.
    package let program: [String]

    package var summary: String { "\(unit.map(escaped) ?? "CPUs \(cpus)") \(goal.words)" }
    package var lifetime: Lifetime { .process }
    package var claims: [Claim] { [Claim(unit.map { "unit:\($0)/cpu" } ?? "cpu")] }
    package var calls: [String] {
        orders.map { "\(program.joined(separator: " ")) \($0.words.joined(separator: " "))" }
    }
    package var undoCalls: [String] { ["kill -KILL the processes whose command line has: --attack \(attack)"] }

    private var key: String { "\(Self.kind):\(unit ?? "host")" }

    /// One hog for every CPU of the host; for a unit as many as can use what it may have, free to run on any of its CPUs.
    private var orders: [HogOrders] {
        func orders(_ cpus: CPUSet, _ hogs: Int, _ capacity: Double) -> HogOrders {
            HogOrders(
                attack: attack, keeper: ownPID, goal: goal, cpus: cpus, cgroup: cgroup, capacity: capacity, hogs: hogs,
                ramp: ramp, limit: limit)
        }
        guard cgroup != nil else { return cpus.numbers.map { orders(CPUSet([$0]), 1, 1) } }
        let count = min(cpus.count, max(1, Int(capacity.rounded(.up))))
        return (0..<count).map { _ in orders(cpus, count, capacity) }
    }

    package func apply(_ context: EffectContext) async throws {
        guard context.grip.held(key, as: HogGroup.self) == nil else { return }
        let group = HogGroup(orders, program: program, log: LoadLog(asked: goal.level.value))
        do {
            _ = try group.start()
        } catch {
            try await group.end()
            throw error
        }
        context.grip.keep(group, as: key)
    }

    package func hold(
        _ context: EffectContext, report: @escaping @Sendable (Measurement) async -> Void
    ) async throws {
        guard let group = context.grip.held(key, as: HogGroup.self) else { return }
        let settled = context.host.clock.now.advanced(by: ramp.duration + .seconds(4))
        while true {
            try await Task.sleep(for: .seconds(1), tolerance: .milliseconds(50), clock: .continuous)
            // The unit is down: its hogs went with it, and wait for it.
            if let cgroup, !context.host.cgroups.exists(cgroup) { continue }
            let ended = try group.start()
            for hog in ended { try check(await hog.waitForExit()) }
            if !ended.isEmpty {
                await report(Measurement("hogs-restarted", Double(ended.count), unit: "", note: subject))
            }
            if context.host.clock.now >= settled, let reading = reading(group, context.host) {
                group.log.add(reading)
            }
        }
    }

    package func measure(_ context: EffectContext) async throws -> [Measurement] {
        context.grip.held(key, as: HogGroup.self)?.log.measurements(subject) ?? []
    }

    package func revert(_ context: EffectContext) async throws -> Reverted {
        let group = context.grip.held(key, as: HogGroup.self)
        try await group?.end()
        context.grip.release(key)
        var strays = 0
        for facts in try hogs(context.host) {
            guard let hog = try context.host.processes.hold(facts.identity) else { continue }
            if try hog.signal(signalKill) { strays += 1 }
            try await hog.waitForExit()
        }
        return group != nil || strays > 0 ? .undone : .nothingToDo
    }

    package func inspect(_ context: EffectContext) async throws -> Standing {
        if context.grip.held(key, as: HogGroup.self)?.isRunning == true { return .applied }
        return try hogs(context.host).isEmpty ? .absent : .applied
    }

    /// A hog that ended of its own accord will do so again.
    private func check(_ status: ExitStatus) throws {
        guard case .exited(let code) = status, code != 0 else { return }
        throw HostError(operation: "load", subject: subject, cause: "the hog gave up with status \(code)")
    }

    private var subject: String { unit.map(escaped) ?? "CPUs \(cpus)" }

    /// Living processes of our own user whose command line is that of a hog of this attack.
    private func hogs(_ host: Host) throws -> [ProcessFacts] {
        let attack = attack
        return try host.processes.matching(
            ProcessQuery(user: effectiveUser(), arguments: { HogOrders.name(attack, in: $0) })
        ).filter { $0.state != "Z" && $0.state != "X" }
    }

    /// What was asked for, as it stands now: of all for `load`, of the hogs for `add`.
    private func reading(_ group: HogGroup, _ host: Host) -> GaugeReading? {
        let now = host.clock.now.nanoseconds
        if case .add = goal {
            let used = group.identities.compactMap { Self.cpuTime(of: $0) }.reduce(0, +)
            return GaugeReading(capacity: Double(now), used: used / capacity)
        }
        if let cgroup { return Gauge.cgroup(cgroup, capacity: capacity).read(host, now: now) }
        let each = cpus.numbers.compactMap { Gauge.cpu($0).read(host, now: now) }
        guard each.count == cpus.count else { return nil }
        let count = Double(each.count)
        return GaugeReading(
            capacity: each.map(\.capacity).reduce(0, +) / count, used: each.map(\.used).reduce(0, +) / count)
    }

    /// In nanoseconds: utime and stime of /proc/PID/stat, proc(5), in ticks of 10 ms; their sum is exact to a tick.
    private static func cpuTime(of process: ProcessIdentity) -> Double? {
        guard let text = try? readText("/proc/\(process.pid)/stat"), let end = text.lastIndex(of: ")") else {
            return nil
        }
        let fields = text[end...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return nil }
        return (user + system) * 10_000_000
    }
}
