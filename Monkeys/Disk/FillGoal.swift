package import Host
package import MonkeyKit

/// How full is full: what was asked for, in the one way it was asked.
package enum FillGoal: Codable, Hashable, Sendable {
    /// df's percentage: used ÷ (used + available). 100 % leaves nothing to ordinary users.
    case fill(Percent)
    /// So many bytes of our own, whatever others do.
    case size(ByteCount)
    /// So many bytes left to ordinary users.
    case leave(ByteCount)

    /// How many bytes our file has to grow, or to shrink if negative, so that the goal is met to a block.
    ///
    /// - Parameter held: what our file occupies, in bytes.
    package func missing(in space: Space, held: Int64) -> Int64 {
        switch self {
        case .fill(let level):
            // Rounded to a block; at 100 % exactly what is available, whatever the arithmetic says.
            let wanted = (Double(space.reachable) * level.fraction).rounded()
            return (min(Int64(wanted), space.reachable) - space.used) * space.blockSize
        case .size(let amount): return amount.bytes - held
        case .leave(let amount): return space.availableBytes - amount.bytes
        }
    }

    /// For people, after "filled" or "asked": `to 83%`.
    package var words: String {
        switch self {
        case .fill(let level): "to \(level.notation)"
        case .size(let amount): "by \(amount.notation)"
        case .leave(let amount): "up to the last \(amount.notation)"
        }
    }

    /// What was achieved, by the words the goal was given in and by df's.
    package func measured(_ space: Space, held: Int64, at place: String) -> [Measurement] {
        let percent = (space.percent * 1000).rounded() / 1000
        switch self {
        case .fill(let level):
            return [Measurement("fill", percent, unit: "%", asked: level.value, note: place)]
        case .size(let amount):
            return [
                Measurement("size", Double(held), unit: "B", asked: Double(amount.bytes), note: place),
                Measurement("fill", percent, unit: "%", note: place),
            ]
        case .leave(let amount):
            return [
                Measurement(
                    "available", Double(space.availableBytes), unit: "B", asked: Double(amount.bytes), note: place),
                Measurement("fill", percent, unit: "%", note: place),
            ]
        }
    }
}

/// In the trail as on the command line: `{"fill": "83%"}`.
extension FillGoal {
    private enum Key: String, CodingKey, CaseIterable { case fill, size, leave }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        guard let key = values.allKeys.first, values.allKeys.count == 1 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "one of fill, size and leave is needed"))
        }
        switch key {
        case .fill: self = .fill(try values.decode(Percent.self, forKey: key))
        case .size: self = .size(try values.decode(ByteCount.self, forKey: key))
        case .leave: self = .leave(try values.decode(ByteCount.self, forKey: key))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        switch self {
        case .fill(let level): try values.encode(level, forKey: .fill)
        case .size(let amount): try values.encode(amount, forKey: .size)
        case .leave(let amount): try values.encode(amount, forKey: .leave)
        }
    }
}
