internal import Host
internal import Synchronization

/// A peer that connections are made to, to see from outside what a delay comes to: a TCP handshake is one round trip.
package struct RoundTripProbe: Codable, Hashable, Sendable {
    /// Numeric.
    let address: String
    let port: UInt16
    /// What a round trip should take longer.
    let asked: Span

    package init(address: String, port: UInt16, asked: Span) {
        (self.address, self.port, self.asked) = (address, port, asked)
    }

    /// In milliseconds; nil where nobody answers, which is
    /// not for the probe to complain about.
    func time(on host: Host, patience: Duration) async -> Double? {
        guard let took = try? await host.sockets.connect(to: address, port: port, timeout: patience) else { return nil }
        return Double(took.components.seconds) * 1e3 + Double(took.components.attoseconds) / 1e15
    }
}

/// What the probe saw, kept by the process that holds the attack.
final class RoundTrips: Sendable {
    private struct Times {
        var before: Double?
        var during: [Double] = []
    }
    private let times = Mutex(Times())
    private let probe: RoundTripProbe

    init(_ probe: RoundTripProbe) { self.probe = probe }

    /// The best of three: the first connection may wait for a neighbour's address, which no later one does. One long
    /// round trip is enough, so that the probe holds nothing up.
    func takeBefore(on host: Host) async {
        var best: Double?
        for _ in 0..<3 {
            guard let time = await probe.time(on: host, patience: .seconds(1)) else { break }
            best = min(best ?? time, time)
            if time > 100 { break }
        }
        times.withLock { $0.before = best }
    }

    func takeDuring(on host: Host) async {
        let patience = probe.asked.duration * 4 + .seconds(1)
        guard let time = await probe.time(on: host, patience: patience) else { return }
        times.withLock { $0.during.append(time) }
    }

    /// The mean round trip of the attack less that of before; nil as long as one of them is not known.
    var measurement: Measurement? {
        let (before, during) = times.withLock { ($0.before, $0.during) }
        guard let before, !during.isEmpty else { return nil }
        let mean = during.reduce(0, +) / Double(during.count)
        let note =
            "TCP connect to \(probe.address) port \(probe.port), \(during.count) times: "
            + "\(plain(mean)) ms instead of \(plain(before)) ms"
        return Measurement("delay", mean - before, unit: "ms", asked: probe.asked.milliseconds, note: note)
    }
}
