internal import Glibc

extension BootClock {
    /// What the wall clock says now, cut to whole microseconds; only for people to read, never to measure with.
    package func wallTime() -> WallTime {
        let now = readClock(CLOCK_REALTIME)
        let seconds = now.flooredDivision(by: 1_000_000_000)
        return WallTime(seconds: seconds, nanoseconds: Int32((now - seconds * 1_000_000_000) / 1000 * 1000))
    }

    /// The identity of this boot, a UUID as text; random(4). Empty where the kernel does not say.
    package var bootID: String {
        guard let text = try? readText("/proc/sys/kernel/random/boot_id") else { return "" }
        return String(text.prefix { !$0.isWhitespace })
    }
}
