internal import CHost
internal import Glibc

/// What one CPU did not do, in nanoseconds since boot.
package struct IdleTime: Hashable, Sendable {
    /// Idle, or waiting for I/O.
    package let idle: UInt64
    /// Taken by the hypervisor.
    package let stolen: UInt64

    package init(idle: UInt64, stolen: UInt64) {
        self.idle = idle
        self.stolen = stolen
    }
}

extension Cpus {
    /// One CPU's counters, in steps of 10 ms, without reading the others'; nil if there is no such CPU or no /proc.
    package func idleTime(of cpu: Int) -> IdleTime? {
        var columns = [UInt64](repeating: 0, count: 8)
        guard unsafe chost_cpu_times(Int32(cpu), &columns) == 0 else { return nil }
        let tick: UInt64 = 10_000_000
        return IdleTime(idle: (columns[3] + columns[4]) * tick, stolen: columns[7] * tick)
    }
}

extension Cgroups {
    /// CPU time of a cgroup and all below it since it was made, in microseconds: the first line of cpu.stat. Nil where it
    /// is not there.
    package func cpuUsage(of cgroup: String) -> UInt64? {
        let path = folder(cgroup) + "/cpu.stat"
        var microseconds: UInt64 = 0
        return unsafe chost_cgroup_usage(path, &microseconds) == 0 ? microseconds : nil
    }
}
