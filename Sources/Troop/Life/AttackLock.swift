internal import Glibc
package import Host
package import MonkeyKit

/// Who has an attack in hand. Two roles, each a lock that ends with its process: the starter from the record until the
/// keeper has it, and the keeper until the attack has ended. An open attack that nobody holds is rolled back by whoever
/// comes by.
package struct AttackLock: Sendable {
    package enum Role: Int64, CaseIterable, Sendable { case starter, keeper }

    private let path: String

    package init(_ attack: AttackID, in paths: Paths) {
        path = "\(paths.attacks)/\(attack.text).lock"
    }

    /// Takes a role, or returns nil if somebody has it. Hold on to what is returned.
    package func take(_ role: Role, as identity: ProcessIdentity?) throws(HostError) -> RangeLock? {
        guard let lock = try RangeLock.take(path: path, offset: role.rawValue) else { return nil }
        if role == .keeper, let identity {
            try lock.write("\(identity.pid) \(identity.startTime)\n")
        }
        return lock
    }

    package func isHeld(_ role: Role) throws(HostError) -> Bool {
        try RangeLock.isHeld(path: path, offset: role.rawValue)
    }

    package var isHeld: Bool {
        get throws(HostError) {
            for role in Role.allCases where try isHeld(role) { return true }
            return false
        }
    }

    /// The keeper as it named itself; meaningful only while its lock is held.
    package func keeper() -> ProcessIdentity? {
        guard let text = try? readText(path) else { return nil }
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let pid = Int32(words[0]), let start = UInt64(words[1]) else { return nil }
        return ProcessIdentity(pid: pid, startTime: start)
    }

    /// Once the attack has ended. A process that still has the file open keeps its lock on a file nobody finds.
    package func remove() { unlink(path) }
}
