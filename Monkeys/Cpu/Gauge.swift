internal import Host

/// What a hog looks at to know how much is used in all. Reading is cheap, or the hog would be the load.
enum Gauge {
    /// One CPU of the host, by its line in /proc/stat.
    case cpu(Int)
    /// A cgroup that may use so many CPUs, by `usage_usec` in its cpu.stat.
    case cgroup(String, capacity: Double)

    /// Nil where the CPU or the cgroup is not there.
    func read(_ host: Host, now: UInt64) -> GaugeReading? {
        switch self {
        case .cpu(let number): host.cpus.idleTime(of: number).map { Self.reading($0, now: now) }
        case .cgroup(let path, let capacity):
            host.cgroups.cpuUsage(of: path).map {
                GaugeReading(capacity: Double(now), used: Double($0) * 1000 / capacity)
            }
        }
    }

    /// Idle time is the one column that the kernel measures instead of sampling (tickless idle), so busy is what is left
    /// of the clock. What the hypervisor took was nobody's to use.
    static func reading(_ time: IdleTime, now: UInt64) -> GaugeReading {
        let capacity = Double(now) - Double(time.stolen)
        return GaugeReading(capacity: capacity, used: capacity - Double(time.idle))
    }
}
