internal import CHost
internal import Glibc

/// The clock that runs from boot, in suspend too, and that nobody can set: CLOCK_BOOTTIME of clock_gettime(2).
///
/// A fault of the wall clock or a step of NTP does not change a duration measured or waited for on it.
package struct BootClock: Clock, Sendable {
    package init() {}

    /// A point in time as nanoseconds since boot. Means something only together with the `bootID` of that boot.
    package struct Instant: InstantProtocol, Codable, Sendable, CustomStringConvertible {
        /// Since boot.
        package let nanoseconds: UInt64

        package init(nanoseconds: UInt64) {
            self.nanoseconds = nanoseconds
        }

        /// Stops at boot and at the end of the range instead of running over.
        package func advanced(by duration: Duration) -> Instant {
            let step = duration.wholeNanoseconds
            let (sum, overflow) =
                step < 0
                ? nanoseconds.subtractingReportingOverflow(step.magnitude)
                : nanoseconds.addingReportingOverflow(step.magnitude)
            return Instant(nanoseconds: overflow ? (step < 0 ? 0 : .max) : sum)
        }

        package func duration(to other: Instant) -> Duration {
            other >= self
                ? .unsignedNanoseconds(other.nanoseconds - nanoseconds)
                : .zero - .unsignedNanoseconds(nanoseconds - other.nanoseconds)
        }

        package static func < (left: Instant, right: Instant) -> Bool {
            left.nanoseconds < right.nanoseconds
        }

        package var description: String { "\(nanoseconds) ns after boot" }
    }

    package var now: Instant {
        Instant(nanoseconds: readClock(CLOCK_BOOTTIME).magnitude)
    }

    package var minimumResolution: Duration { .nanoseconds(1) }

    /// Suspends until the instant has come; one timer of the kernel, no wake-ups on the way.
    ///
    /// - Throws: `CancellationError` at once when the task is cancelled; `HostError` when no timer could be had.
    package func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        try Task.checkCancellation()
        guard deadline > now else { return }
        let timer = HeldDescriptor(try Self.timer(at: deadline))
        try await readable(timer.number)
        withExtendedLifetime(timer) {}
    }

    /// A descriptor that becomes readable at the instant; see timerfd_create(2).
    package static func timer(at deadline: Instant) throws(HostError) -> Descriptor {
        let due = min(deadline.nanoseconds, UInt64(Int64.max))
        return Descriptor(
            owning: try errnoChecked(operation: "set", subject: "a timer") { chost_boottime_timer(due) })
    }
}

extension Clock where Self == BootClock {
    /// The clock that runs from boot.
    package static var boot: BootClock { BootClock() }
}
