/// An answer, not an error: this attack does not happen. Exit code 3, nothing touched.
package struct Refusal: Error, Codable, Hashable, Sendable, CustomStringConvertible {
    /// What is refused and why, one line: "latency on eth0: the kernel has no sch_netem".
    package let reason: String
    /// What would make it allowed, one line.
    package let remedy: String

    package init(_ reason: String, remedy: String) {
        self.reason = reason
        self.remedy = remedy
    }

    package var description: String { "\(reason); \(remedy)" }
}
