internal import Host
internal import MonkeyKit

/// One hog's share of a CPU, over time: the ramp, and where the load of all counts, the look at the gauge.
struct HogControl {
    private static let interval: UInt64 = 200_000_000

    private let orders: HogOrders
    private let gauge: Gauge
    private var control = LoadControl()
    private var current = 0.0
    private var nextLook: UInt64 = 0

    init(_ orders: HogOrders) {
        self.orders = orders
        gauge =
            orders.cgroup.map { .cgroup($0, capacity: orders.capacity) } ?? .cpu(orders.cpus.numbers.first ?? 0)
    }

    /// - Parameters:
    ///   - age: since the hog began, in nanoseconds.
    ///   - own: CPU time the hog has used.
    mutating func share(at age: UInt64, now: UInt64, own: UInt64, _ host: Host) -> Double {
        let level = orders.goal.level.fraction * Self.ramped(age, over: orders.ramp)
        // What one hog does of what all of them do.
        let part = orders.capacity / Double(orders.hogs)
        guard case .load = orders.goal else { return min(1, level * part) }
        if now >= nextLook, let reading = gauge.read(host, now: now) {
            // The hogs of one unit do the same, so what one has used tells what all have.
            if let share = control.share(level: level, reading: reading, own: Double(own) / part) {
                current = min(1, share * part)
            }
            nextLook = now + Self.interval
        }
        return current
    }

    /// 0 to 1.
    static func ramped(_ age: UInt64, over ramp: Span) -> Double {
        ramp.nanoseconds == 0 ? 1 : min(1, Double(age) / Double(ramp.nanoseconds))
    }
}
