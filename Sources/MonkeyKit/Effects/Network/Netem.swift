/// What the kernel's network emulator does to a packet (tc-netem(8)).
package struct Netem: Codable, Hashable, Sendable {
    package enum Distribution: String, Codable, Choice { case uniform, normal, pareto, paretonormal }

    package let delay: Span
    package let jitter: Span?
    /// How much the delay of one packet depends on that of the one before.
    package let correlation: Percent?
    package let distribution: Distribution?
    /// Packets that may wait. The default of 1000 turns delay into loss at high packet rates.
    package let limit: Int

    package init(
        delay: Span, jitter: Span? = nil, correlation: Percent? = nil, distribution: Distribution? = nil, limit: Int
    ) {
        (self.delay, self.jitter, self.correlation) = (delay, jitter, correlation)
        (self.distribution, self.limit) = (distribution, limit)
    }

    /// As `tc` takes it, from the word `netem` on.
    package var words: [String] {
        var words = ["netem", "delay", Netem.word(delay)]
        if let jitter {
            words.append(Netem.word(jitter))
            if let correlation { words.append(correlation.notation) }
            // Uniform is what the kernel does without a table.
            if let distribution, distribution != .uniform { words += ["distribution", distribution.rawValue] }
        }
        return words + ["limit", String(limit)]
    }

    private static func word(_ span: Span) -> String { "\((span.nanoseconds + 500) / 1000)us" }

    /// For people: `100ms ± 10ms normal`.
    package var summary: String {
        let shape = distribution.map { " \($0.rawValue)" } ?? ""
        return delay.notation + (jitter.map { " ± \($0.notation)\(shape)" } ?? "")
    }

    /// A limit that a line of this speed can fill only with packets smaller than 200 bytes on average.
    /// - Parameter bitsPerSecond: the speed of the fastest line; 10 Gbit/s where it is not known.
    package static func limit(bitsPerSecond: Double?, longestDelay: Span) -> Int {
        let packets = (bitsPerSecond ?? 10e9) / 8 / 200 * longestDelay.seconds
        // Each packet that waits costs about 1 KiB of the kernel's memory beside its data.
        return min(1_000_000, max(10_000, Int(packets.rounded(.up))))
    }
}
