internal import CHost
internal import Glibc

/// Using CPU time and leaving it alone, to the microsecond; for the thread that calls.
extension Cpus {
    /// Computes until the calling thread has used `threadTime` nanoseconds in all, or the clock says `deadline`
    /// (nanoseconds of CLOCK_BOOTTIME), whichever comes first.
    package static func burn(until threadTime: UInt64, notAfter deadline: UInt64) {
        var value: UInt64 = 1
        while Cpus.threadTime() < threadTime, bootNanoseconds() < deadline {
            // About ten microseconds between two looks at the clocks.
            for _ in 0..<500 { value = value &* 6_364_136_223_846_793_005 &+ 1 }
        }
        unsafe scratch = value
    }

    /// Sleeps until the clock says `deadline`, or a signal comes; clock_nanosleep(2).
    package static func pause(until deadline: UInt64) {
        var time = timespec(tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
        unsafe _ = clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &time, nil)
    }

    /// CLOCK_BOOTTIME in nanoseconds.
    package static func bootNanoseconds() -> UInt64 { BootClock().now.nanoseconds }
}

/// Keeps the compiler from leaving the computation out. Nobody reads it.
private nonisolated(unsafe) var scratch: UInt64 = 0

/// The number of the parent of this process; another than before when that parent has ended.
package var parentPID: Int32 { getppid() }

/// Ends this process at once with an exit status.
package func exitNow(_ status: Int32) -> Never { exit(status) }
