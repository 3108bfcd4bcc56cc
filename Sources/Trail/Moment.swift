internal import Host

/// When a record was written, by both clocks.
package struct Moment: Hashable, Sendable {
    /// RFC 3339 in UTC with microseconds.
    package let time: String
    /// Empty where the kernel does not say.
    package let boot: String
    /// CLOCK_BOOTTIME in nanoseconds.
    package let uptime: UInt64

    package init(time: String, boot: String, uptime: UInt64) {
        self.time = time
        self.boot = boot
        self.uptime = uptime
    }

    /// Reads the clocks of the host.
    package static func clock() -> @Sendable () -> Moment {
        let clock = BootClock()
        let boot = clock.bootID
        return { Moment(time: clock.wallTime().description, boot: boot, uptime: clock.now.nanoseconds) }
    }
}
