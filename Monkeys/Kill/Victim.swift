internal import Glibc
internal import Host
internal import MonkeyKit

/// One process to be signalled: known by pid and start time, the name is for people.
struct Victim: Codable, Hashable, Sendable, CustomStringConvertible {
    let process: ProcessIdentity
    let name: String
    /// Whether it was stopped already when the plan was made; then it stays stopped.
    let wasStopped: Bool

    var description: String { "\(process.pid) (\(escaped(name)))" }
}

extension Processes {
    /// How a process takes signals now; nil when it is gone or its number is another's.
    func signalMasks(of process: ProcessIdentity) -> SignalMasks? {
        // Gone between two looks and never there are the same to the callers.
        guard let text = try? readText("\(root)/\(process.pid)/status"), identity(of: process.pid) == process else {
            return nil
        }
        return SignalMasks(status: text)
    }

    func isStopped(_ process: ProcessIdentity) -> Bool { signalMasks(of: process)?.isStopped ?? false }

    /// Whether the process still runs; a zombie does not.
    func isAlive(_ process: ProcessIdentity) -> Bool {
        guard let masks = signalMasks(of: process) else { return false }
        return masks.state != "Z" && masks.state != "X"
    }
}

/// The last guard, asked when planning and again at the moment of acting, whatever the policy has allowed: never PID 1,
/// a kernel thread, this process or what it descends from.
struct LastGuard {
    let host: Host
    let ancestors: Set<ProcessIdentity>

    /// - Throws: `HostError` if our own line of descent cannot be read: then nobody is known to be safe to hit.
    init(_ host: Host) throws {
        self.host = host
        ancestors = Set(host.processes.ancestors(of: getpid()))
        guard !ancestors.isEmpty else {
            throw HostError(
                operation: "read", subject: "\(host.processes.root)/\(getpid())/stat", cause: "it is not there",
                mend: "mount /proc")
        }
    }

    /// - Throws: `Refusal`; `HostError` if /proc cannot be read.
    func check(_ victim: Victim, signal: SignalName) throws {
        let refused = "\(signal.title) to process \(victim)"
        if victim.process.pid <= 1 {
            throw Refusal("\(refused): it is init, without which the host dies", remedy: "choose another target")
        }
        if ancestors.contains(victim.process) {
            throw Refusal(
                "\(refused): monkey itself runs under it and could not undo anything", remedy: "choose another target")
        }
        if try host.processes.facts(of: victim.process.pid)?.isKernelThread == true {
            throw Refusal("\(refused): it is a kernel thread", remedy: "choose another target")
        }
    }
}
