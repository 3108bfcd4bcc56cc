/// An amount of data in bytes: `512MiB`, `2GB`, `4096B`. KiB, MiB, GiB, TiB are powers of 1024; kB, MB, GB, TB of 1000.
package struct ByteCount: RangeNotation {
    package let bytes: Int64

    package init(_ bytes: Int64) { self.bytes = max(0, bytes) }

    package static let form = "a size such as 512MiB, 2GB or 4096B"

    private static let units: [(suffix: String, factor: Double)] = [
        ("B", 1), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
        ("KiB", 1024), ("MiB", 1_048_576), ("GiB", 1_073_741_824), ("TiB", 1_099_511_627_776),
    ]

    package init?(notation text: String) {
        guard let value = scaled(text, units: Self.units), value < 9e18 else { return nil }
        bytes = Int64(value.rounded())
    }

    /// Exact: the largest binary unit that divides the amount, else bytes.
    package var notation: String {
        let unit = Self.units.suffix(4).last { bytes > 0 && bytes % Int64($0.factor) == 0 }
        guard let unit else { return "\(bytes)B" }
        return "\(bytes / Int64(unit.factor))\(unit.suffix)"
    }

    /// Rounded for people: `1.5 GiB`.
    package var rounded: String {
        guard let unit = Self.units.suffix(4).last(where: { Double(bytes) >= $0.factor }) else { return "\(bytes) B" }
        return "\(plain((Double(bytes) / unit.factor * 10).rounded() / 10)) \(unit.suffix)"
    }

    package static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }
    package var magnitude: Double { Double(bytes) }
    package init(magnitude: Double) { self.init(Int64(magnitude.rounded())) }
}
