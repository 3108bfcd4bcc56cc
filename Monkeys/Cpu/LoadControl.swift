/// What a gauge shows: counters in nanoseconds that rise by a second a second where all is used.
struct GaugeReading: Equatable {
    /// Time in which one could have used it.
    let capacity: Double
    /// How much of it was used, by whomever.
    let used: Double
}

/// Finds the share of its own that a hog has to use so that the load of all is at the level.
///
/// Two parts: what the others have left free over the last second, at once; and slowly what is still missing, so that
/// rounding (the kernel counts in ticks of 10 ms) and the work of reading do not add up.
struct LoadControl {
    private static let window = 1_000_000_000.0
    private static let memory = 100_000_000.0

    private var past: [(reading: GaugeReading, own: Double)] = []
    /// Capacity that should have been used and was not, in nanoseconds.
    private var missing = 0.0

    /// - Parameters:
    ///   - level: of all, 0 to 1.
    ///   - own: how much of it our hogs have used.
    /// - Returns: the share of the capacity for all these hogs, 0 to 1; nil until there are two readings to compare.
    mutating func share(level: Double, reading: GaugeReading, own: Double) -> Double? {
        defer { remember(reading, own) }
        guard let last = past.last, let first = past.first else { return nil }
        let step = reading.capacity - last.reading.capacity
        let span = reading.capacity - first.reading.capacity
        guard step > 0, span > 0 else { return nil }
        missing += level * step - (reading.used - last.reading.used)
        missing = min(max(missing, -Self.memory), Self.memory)
        let used = (reading.used - first.reading.used) / span
        let others = max(0, used - (own - first.own) / span)
        let share = level - others + 0.5 * missing / Self.window
        // Others alone are at the level or above: that is not ours to make up for.
        if share < 0 { missing = 0 }
        return min(max(share, 0), 1)
    }

    private mutating func remember(_ reading: GaugeReading, _ own: Double) {
        past.append((reading, own))
        while past.count > 2, reading.capacity - past[1].reading.capacity >= Self.window { past.removeFirst() }
    }
}
