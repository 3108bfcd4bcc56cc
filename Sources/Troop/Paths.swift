/// Where things are. `MONKEY_CONFIG` and `MONKEY_STATE` move the two directories.
package struct Paths: Sendable, Hashable {
    package let config: String
    package let state: String

    /// Absolute paths; what is nil or empty is the default.
    package init(config: String?, state: String?) {
        func given(_ text: String?, _ fallback: String) -> String { text.flatMap { $0.isEmpty ? nil : $0 } ?? fallback }
        self.config = given(config, "/etc/monkey")
        self.state = given(state, "/var/lib/monkey")
    }

    /// What a child or a unit needs to find the same directories.
    package var environment: [String: String] { ["MONKEY_CONFIG": config, "MONKEY_STATE": state] }

    package var policies: String { config + "/policies.d" }
    package var attacks: String { state + "/attacks" }
    /// Held while an attack is decided and recorded, so that limits and claims hold exactly.
    package var decideLock: String { state + "/decide.lock" }
    /// While this file exists nothing starts and everything rolls back. `touch` is enough.
    package var haltFile: String { state + "/halt" }
}
