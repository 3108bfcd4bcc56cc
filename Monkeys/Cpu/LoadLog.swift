internal import MonkeyKit
internal import Synchronization

/// The load over the run of an attack: its mean and the worst two seconds of it, once it has settled. Of constant size.
final class LoadLog: Sendable {
    private struct State {
        var first: GaugeReading?
        /// The readings of the last two seconds.
        var recent: [GaugeReading] = []
        var worst: Double?
    }

    private static let window = 2_000_000_000.0
    private let asked: Double
    private let state = Mutex(State())

    /// - Parameter asked: in percent.
    init(asked: Double) { self.asked = asked }

    func add(_ reading: GaugeReading) {
        state.withLock { state in
            state.first = state.first ?? reading
            state.recent.append(reading)
            while state.recent.count > 2, reading.capacity - state.recent[1].capacity >= Self.window * 0.99 {
                state.recent.removeFirst()
            }
            guard let old = state.recent.first, reading.capacity - old.capacity >= Self.window * 0.99,
                let load = Self.load(from: old, to: reading)
            else { return }
            if abs(load - asked) > abs((state.worst ?? asked) - asked) || state.worst == nil { state.worst = load }
        }
    }

    /// - Parameter note: of what.
    func measurements(_ note: String) -> [Measurement] {
        state.withLock { state in
            guard let first = state.first, let last = state.recent.last, let mean = Self.load(from: first, to: last)
            else { return [] }
            let seconds = Int(((last.capacity - first.capacity) / 1e9).rounded())
            let measured = Measurement("load", mean, unit: "%", asked: asked, note: "\(note), mean of \(seconds)s")
            guard let worst = state.worst else { return [measured] }
            return [measured, Measurement("load-worst-2s", worst, unit: "%", asked: asked, note: note)]
        }
    }

    /// In percent to a hundredth; nil if no time has passed.
    private static func load(from old: GaugeReading, to new: GaugeReading) -> Double? {
        let time = new.capacity - old.capacity
        return time > 0 ? ((new.used - old.used) / time * 10000).rounded() / 100 : nil
    }
}
