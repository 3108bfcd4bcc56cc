/// A point on the wall clock in UTC, since 1970 and without leap seconds, as POSIX counts.
package struct WallTime: Hashable, Comparable, Sendable {
    /// Since 1970-01-01T00:00:00Z; negative before.
    package let seconds: Int64
    /// The rest, 0 to 999 999 999.
    package let nanoseconds: Int32

    package init(seconds: Int64, nanoseconds: Int32 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    package static func < (left: WallTime, right: WallTime) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    /// The time after this one by a duration, which may be negative.
    package func advanced(by duration: Duration) -> WallTime {
        let step = duration.components
        let rest = Int64(nanoseconds) + step.attoseconds / 1_000_000_000
        let carry = rest.flooredDivision(by: 1_000_000_000)
        return WallTime(
            seconds: seconds + step.seconds + carry, nanoseconds: Int32(rest - carry * 1_000_000_000))
    }

    /// From this time to the other; negative when the other is earlier.
    package func duration(to other: WallTime) -> Duration {
        .seconds(other.seconds - seconds) + .nanoseconds(Int64(other.nanoseconds) - Int64(nanoseconds))
    }
}

/// Encoded as its text: microseconds is what survives.
extension WallTime: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let time = WallTime(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not an RFC 3339 time: \(text)")
        }
        self = time
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
