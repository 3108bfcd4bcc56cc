package import Host

/// Who wanted it, by which way, and why. No environment and no command line stand here.
package struct Origin: Codable, Hashable, Sendable {
    /// The command that asked. A word of its own, so that one of a newer version reads here too.
    package struct Way: RawRepresentable, Codable, Hashable, Sendable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        package static let unleash = Way(rawValue: "unleash")
        package static let tick = Way(rawValue: "tick")
        package static let drill = Way(rawValue: "drill")
    }

    package let caller: Caller
    package let via: Way
    /// `--reason`, or the name of the drill.
    package let reason: String?

    package init(caller: Caller, via: Way, reason: String? = nil) {
        self.caller = caller
        self.via = via
        self.reason = reason
    }
}
