internal import Host

/// What a hog looks at to know how much is used in all.
enum Gauge {
    /// One CPU of the host, by its line in /proc/stat.
    case cpu(Int)
    /// A cgroup that may use so many CPUs, by `usage_usec` in its cpu.stat.
    case cgroup(String, capacity: Double)

    /// Nil where the CPU or the cgroup is not there.
    func read(_ cgroups: Cgroups, now: UInt64) throws(HostError) -> GaugeReading? {
        switch self {
        case .cpu(let number):
            for line in try readText("/proc/stat").split(separator: "\n") where line.hasPrefix("cpu\(number) ") {
                return Self.reading(line, now: now)
            }
            return nil
        case .cgroup(let path, let capacity):
            guard let used = Self.usage(of: path, in: cgroups) else { return nil }
            return GaugeReading(capacity: Double(now), used: used / capacity)
        }
    }

    /// Idle time is the one column that the kernel measures instead of sampling (tickless idle), so busy is what is left
    /// of the clock. What the hypervisor took was nobody's to use. Columns of proc(5), in ticks of 10 ms.
    static func reading(_ line: Substring, now: UInt64) -> GaugeReading? {
        let ticks = line.split(separator: " ").dropFirst().compactMap { Double($0) }
        guard ticks.count >= 8 else { return nil }
        let capacity = Double(now) - ticks[7] * 10_000_000
        return GaugeReading(capacity: capacity, used: capacity - (ticks[3] + ticks[4]) * 10_000_000)
    }

    /// CPU time of a cgroup and all below it since it was made, in nanoseconds; nil where it is not there.
    static func usage(of path: String, in cgroups: Cgroups) -> Double? {
        let line = cgroups.read("cpu.stat", of: path)?.split(separator: "\n").first { $0.hasPrefix("usage_usec ") }
        return line.flatMap { Double($0.dropFirst("usage_usec ".count)) }.map { $0 * 1000 }
    }
}
