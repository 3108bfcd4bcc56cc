internal import CHost
internal import Glibc

extension Duration {
    /// Whole nanoseconds, cut off towards zero; held at the ends of the range, which are 292 years away.
    package var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, more) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflow || more ? (seconds < 0 ? .min : .max) : sum
    }

    /// As a fraction of seconds, for printing and for rates.
    package var fractionalSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    static func unsignedNanoseconds(_ count: UInt64) -> Duration {
        Duration(
            secondsComponent: Int64(count / 1_000_000_000),
            attosecondsComponent: Int64(count % 1_000_000_000) * 1_000_000_000)
    }
}

/// Reads a clock that is always there, in nanoseconds (clock_gettime(2): the errors are a bad clock, a bad address).
func readClock(_ clock: clockid_t) -> Int64 {
    chost_clock_nanoseconds(clock)
}
