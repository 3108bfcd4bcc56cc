internal import Host
internal import MonkeyKit
internal import Policy

/// What is out of reach whatever a policy names: we never saw off our own branch (design: promise 6). A policy may lift
/// some of these by name, some none can lift: `Protection.isOverridable`.
struct ProtectedList: Sendable {
    struct Entry: Sendable {
        let protection: Protection
        /// One line: what it is and why it is protected.
        let text: String
    }

    private let line: Set<ProcessIdentity>
    private let ownUnits: Set<String>

    /// - Parameters:
    ///   - line: this process and its ancestors, PID 1 left out.
    ///   - units: the units they are in.
    init(line: [ProcessIdentity], units: Set<String>) {
        self.line = Set(line)
        ownUnits = units
    }

    init(of host: Host) {
        let line = host.processes.ancestors(of: ownPID).filter { $0.pid != 1 }
        let units = line.compactMap { identity in (try? host.processes.facts(of: identity.pid))?.unit }
        self.init(line: line, units: Set(units))
    }

    /// Units by the names that Debian, Fedora, Arch and SUSE give them.
    private static let units: [(protection: Protection, patterns: [String], why: String)] = [
        (.pid1, ["init.scope"], "it is the first process"),
        (.ourselves, ["monkey.service", "monkey-*.service"], "it is monkey itself"),
        (.journald, ["systemd-journald.service", "systemd-journald@*"], "it keeps the journal"),
        (.systemd, ["systemd-*", "user@*.service", "user-runtime-dir@*.service"], "it is one of systemd's own"),
        (.dbus, ["dbus.service", "dbus.socket", "dbus-broker.service"], "it carries the system bus"),
        (.sshd, ["ssh.service", "sshd.service", "ssh@*", "sshd@*", "ssh.socket", "sshd.socket"], "it is the way in"),
        (.sshSession, ["session-*.scope"], "somebody is logged in there"),
    ]

    func unit(_ name: String) -> Entry? {
        if ownUnits.contains(name) { return Entry(protection: .ancestor, text: "\(name) runs this very command") }
        for (protection, patterns, why) in Self.units where patterns.contains(where: { matches($0, name) }) {
            return Entry(protection: protection, text: "\(name): \(why)")
        }
        return nil
    }

    func process(_ facts: ProcessFacts) -> Entry? {
        let subject = "process \(facts.identity.pid)"
        if facts.identity.pid == 1 { return Entry(protection: .pid1, text: "\(subject) is the first process") }
        if facts.isKernelThread { return Entry(protection: .kernel, text: "\(subject) is a thread of the kernel") }
        if facts.identity.pid == ownPID { return Entry(protection: .ourselves, text: "\(subject) is this command") }
        if line.contains(facts.identity) {
            return Entry(protection: .ancestor, text: "\(subject) is an ancestor of this command")
        }
        let servers = ["/sshd", "/sshd-session", "/sshd-auth"]
        if facts.executable.map({ path in servers.contains(where: path.hasSuffix) }) ?? (facts.name == "sshd") {
            return Entry(protection: .sshd, text: "\(subject) is an SSH server")
        }
        return facts.unit.flatMap(unit)
    }

    /// The patterns above are literal texts, so they always parse.
    private func matches(_ pattern: String, _ name: String) -> Bool { (try? Glob(pattern))?.matches(name) ?? false }
}
