import MonkeyKit

/// What is out of reach by default, so that we never saw off the branch we sit on.
package enum Protection: String, Codable, Hashable, Sendable, CaseIterable, Notation {
    case pid1
    case kernel
    case ourselves
    case ancestor
    case trail
    case neighbours
    case sshd
    case sshSession = "ssh-session"
    case systemd
    case dbus
    case journald

    /// For lists and docs.
    package var help: String {
        switch self {
        case .pid1: "the first process"
        case .kernel: "threads of the kernel"
        case .ourselves: "processes and units of monkey"
        case .ancestor: "the processes that monkey was started from"
        case .trail: "the filesystem that the audit trail is on"
        case .neighbours: "ARP and IPv6 neighbour discovery"
        case .sshd: "the SSH server"
        case .sshSession: "live SSH sessions"
        case .systemd: "systemd's own services"
        case .dbus: "the message bus"
        case .journald: "the journal"
        }
    }

    /// Whether a policy may name it under `allowProtected`. Without the others there is no way back.
    package var isOverridable: Bool {
        switch self {
        case .pid1, .kernel, .ourselves, .ancestor, .trail, .neighbours: false
        case .sshd, .sshSession, .systemd, .dbus, .journald: true
        }
    }

    package static let overridable = allCases.filter(\.isOverridable)
    package static let form = "one of " + overridable.map(\.rawValue).joined(separator: ", ")
    package init?(notation text: String) { self.init(rawValue: text) }
    package var notation: String { rawValue }
}
