/// One thing measured: what was asked for and what was achieved.
package struct Measurement: Codable, Hashable, Sendable {
    /// What: `load`, `delay`, `fill`, `recovery`, `restarts`.
    package let name: String
    package let value: Double
    /// `%`, `ms`, `s`, `B`, or empty for a count.
    package let unit: String
    package let asked: Double?
    /// How it was measured, or where: `ifb statistics`, `nginx.service`.
    package let note: String?

    package init(_ name: String, _ value: Double, unit: String, asked: Double? = nil, note: String? = nil) {
        self.name = name
        self.value = value
        self.unit = unit
        self.asked = asked
        self.note = note
    }

    package var description: String {
        let asked = asked.map { " (asked \(plain($0))\(unit == "" ? "" : " \(unit)"))" } ?? ""
        return "\(name) \(plain(value))\(unit == "" ? "" : " \(unit)")\(asked)" + (note.map { ", \($0)" } ?? "")
    }
}
