internal import Host
internal import MonkeyKit

extension Descriptor {
    /// Writes bytes that no filesystem can compress or find to be the same twice.
    func writeNoise(from offset: Int64, count: Int64) throws(HostError) {
        var generator = SeededGenerator(seed: UInt64(bitPattern: offset))
        var block = [UInt8](repeating: 0, count: 1 << 20)
        for place in stride(from: 0, to: block.count, by: 8) {
            let word = generator.next()
            for byte in 0..<8 { block[place + byte] = UInt8(truncatingIfNeeded: word >> UInt64(byte * 8)) }
        }
        var done: Int64 = 0
        while done < count {
            // A new head to every 4 KiB is enough to make each of them unlike all others.
            for place in stride(from: 0, to: block.count, by: 4096) {
                let word = generator.next()
                for byte in 0..<8 { block[place + byte] = UInt8(truncatingIfNeeded: word >> UInt64(byte * 8)) }
            }
            let length = Int(min(Int64(block.count), count - done))
            try put(length == block.count ? block : Array(block.prefix(length)), at: offset + done)
            done += Int64(length)
        }
        try synchronise()
    }
}
