package import MonkeyKit

/// A named set of targets that opted in. What is in it on a host, the inventory says; this says what to look for.
package struct Group: Hashable, Sendable {
    package enum Consent: String, Choice {
        /// Each target carries its own mark that names the group and the monkey.
        case mark
        /// The policy alone is enough.
        case `operator`
    }

    package let name: String
    /// Where its name stands in the policy.
    package let place: Place
    package let units: [Glob]
    package let processes: ProcessRule?
    /// By name.
    package let interfaces: [String]
    /// Absolute paths.
    package let filesystems: [String]
    /// Whether the host itself is a target.
    package let host: Bool
    package let consent: Consent

    /// What kinds of targets it can hold.
    package var kinds: Set<TargetKind> {
        var kinds: Set<TargetKind> = []
        if !units.isEmpty { kinds.insert(.unit) }
        if processes != nil { kinds.insert(.process) }
        if !interfaces.isEmpty { kinds.insert(.interface) }
        if !filesystems.isEmpty { kinds.insert(.filesystem) }
        if host { kinds.insert(.host) }
        return kinds
    }
}

/// Which processes are in a group: all that is given must hold, and something is given.
package struct ProcessRule: Hashable, Sendable {
    /// The name of the user it runs as, in full.
    package let user: String?
    /// Over the whole path of the executable.
    package let exe: Glob?
    /// Over the whole command line, its arguments with one blank between them, as ps(1) prints it.
    package let args: Glob?

    package init(user: String? = nil, exe: Glob? = nil, args: Glob? = nil) {
        self.user = user
        self.exe = exe
        self.args = args
    }
}
