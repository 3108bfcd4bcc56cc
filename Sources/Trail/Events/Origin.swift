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

/// Who typed the command, as far as the host knows.
package struct Caller: Codable, Hashable, Sendable {
    /// The effective user.
    package let uid: UInt32
    /// Who logged in, through every `su` and `sudo`. Nil for services.
    package let loginUID: UInt32?
    package let sudoUser: String?
    /// `/dev/pts/3`, or nil.
    package let tty: String?
    /// The address an SSH session came from, or nil.
    package let sshClient: String?

    package init(uid: UInt32, loginUID: UInt32?, sudoUser: String?, tty: String?, sshClient: String?) {
        self.uid = uid
        self.loginUID = loginUID
        self.sudoUser = sudoUser
        self.tty = tty
        self.sshClient = sshClient
    }
}
