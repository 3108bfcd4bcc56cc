/// The one source of chance. Every random choice of an attack comes from a generator whose seed is in the trail.
///
/// SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014). The draws below are
/// written out rather than taken from the standard library, whose algorithms may change between releases: a seed must
/// give the same choice for ever.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Uniform in `0..<bound` without bias, by rejection.
    package mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0)
        let size = UInt64(bound)
        let limit = UInt64.max - UInt64.max % size
        while true {
            let drawn = next()
            if drawn < limit { return Int(drawn % size) }
        }
    }

    /// Uniform in `[0, 1)`, 53 bits.
    package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// `count` of `items`, each as likely as the other, in drawn order (partial Fisher–Yates).
    package mutating func sample<Item>(_ count: Int, of items: [Item]) -> [Item] {
        var pool = items
        let taken = max(0, min(count, pool.count))
        for place in 0..<taken {
            pool.swapAt(place, place + below(pool.count - place))
        }
        return Array(pool.prefix(taken))
    }
}
