internal import CHost
internal import Glibc
internal import SystemPackage

/// The CPUs of this machine and how busy they are.
package struct Cpus: Sendable {
    package init() {}

    /// /sys/devices/system/cpu/online.
    package func online() throws(HostError) -> CPUSet {
        let path = "/sys/devices/system/cpu/online"
        let text = try readText(path).trimmingNewlines
        guard let set = CPUSet(text) else {
            throw HostError(operation: "read", subject: path, cause: "\"\(text)\" is no list of CPUs")
        }
        return set
    }

    /// The counters of every CPU now.
    package func sample() throws(HostError) -> CPUSample {
        CPUSample(stat: try readText("/proc/stat"), uptime: BootClock().now)
    }

    /// Pins a thread, or a process of one thread, to CPUs; sched_setaffinity(2). 0 is the calling thread.
    package func setAffinity(_ cpus: CPUSet, of thread: Int32 = 0) throws(HostError) {
        var mask = [UInt64](repeating: 0, count: 128)
        for number in cpus.numbers { mask[number / 64] |= 1 << UInt64(number % 64) }
        try errnoChecked(operation: "pin to CPUs \(cpus)", subject: "thread \(thread)") {
            unsafe chost_set_affinity(thread, mask, Int32(mask.count))
        }
    }

    /// The CPU time the calling thread has used, in nanoseconds; CLOCK_THREAD_CPUTIME_ID, clock_gettime(2).
    package static func threadTime() -> UInt64 {
        UInt64(max(0, chost_clock_nanoseconds(CLOCK_THREAD_CPUTIME_ID)))
    }
}

/// Busy and total time of every CPU since boot, in clock ticks (10 ms each on Linux); /proc/stat in proc(5).
package struct CPUSample: Sendable, Hashable {
    package struct Counters: Sendable, Hashable {
        package let busy: UInt64
        package let total: UInt64
    }

    package let counters: [Int: Counters]
    package let taken: BootClock.Instant

    /// Idle and waiting for I/O are not busy; guest time is contained in user time. Time stolen by the hypervisor is
    /// neither: nobody on this machine could have had it.
    package init(stat text: String, uptime: BootClock.Instant) {
        var counters: [Int: Counters] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("cpu") && !line.hasPrefix("cpu ") {
            let words = line.split(separator: " ")
            guard let number = words.first.flatMap({ Int($0.dropFirst(3)) }) else { continue }
            let ticks = words.dropFirst().compactMap { UInt64($0) }
            guard ticks.count >= 7 else { continue }
            let idle = ticks[3] + ticks[4]
            let total = ticks[0...6].reduce(0, +)
            counters[number] = Counters(busy: total - idle, total: total)
        }
        self.counters = counters
        taken = uptime
    }

    /// How busy the CPUs were between two samples, in percent of all of them together; nil if no time has passed.
    package static func load(from: CPUSample, to: CPUSample, cpus: CPUSet? = nil) -> Double? {
        var busy: UInt64 = 0
        var total: UInt64 = 0
        for (number, end) in to.counters {
            guard cpus?.numbers.contains(number) ?? true, let start = from.counters[number] else { continue }
            // Single counters are known to step back a little (proc(5) on iowait).
            busy += end.busy >= start.busy ? end.busy - start.busy : 0
            total += end.total >= start.total ? end.total - start.total : 0
        }
        return total == 0 ? nil : min(100, 100 * Double(busy) / Double(total))
    }
}
