internal import CHost
internal import Glibc
internal import SystemPackage

/// A process held by a pidfd: whatever is done through this reaches that process or none. pidfd_open(2).
package final class HeldProcess: Sendable {
    package let identity: ProcessIdentity
    private let descriptor: HeldDescriptor

    init?(_ identity: ProcessIdentity, in processes: Processes) throws(HostError) {
        switch errnoResult({ chost_pidfd_open(identity.pid) }) {
        case .success(let number): descriptor = HeldDescriptor(Descriptor(owning: number))
        case .failure(.noSuchProcess), .failure(.invalidArgument): return nil
        case .failure(let errno):
            throw HostError(operation: "take hold of", subject: "process \(identity.pid)", errno: errno)
        }
        // The pidfd is of whoever has the number now.
        guard processes.identity(of: identity.pid) == identity else { return nil }
        self.identity = identity
    }

    /// Of a child of ours that was not waited for yet: its number cannot have changed hands.
    init(child identity: ProcessIdentity, pidfd: consuming Descriptor) {
        self.identity = identity
        descriptor = HeldDescriptor(pidfd)
    }

    /// pidfd_send_signal(2).
    /// - Returns: false if the process has ended already.
    /// - Throws: `HostError`; EPERM if it is not ours to signal.
    @discardableResult
    package func signal(_ number: Int32) throws(HostError) -> Bool {
        switch errnoResult({ chost_pidfd_send_signal(descriptor.number, number) }) {
        case .success: return true
        case .failure(.noSuchProcess): return false
        case .failure(let errno):
            throw HostError(
                operation: "send \(signalName(number)) to", subject: "process \(identity.pid)", errno: errno,
                mend: errno == .notPermitted ? "run as root" : nil)
        }
    }

    /// Suspends until the process has ended; a zombie has.
    package func waitForExit() async throws { try await readable(descriptor.number) }

    package var hasExited: Bool {
        var poll = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        return unsafe Glibc.poll(&poll, 1, 0) > 0
    }

    /// Takes the exit status of a child of ours, which must have ended.
    func reap() throws(HostError) -> ExitStatus {
        var code: Int32 = 0
        var status: Int32 = 0
        try errnoChecked(operation: "wait for", subject: "process \(identity.pid)") {
            unsafe chost_pidfd_wait(descriptor.number, &code, &status)
        }
        return code == 1 ? .exited(status) : .signalled(status)  // CLD_EXITED is 1, sigaction(2)
    }
}

/// How a process ended.
package enum ExitStatus: Sendable, Hashable {
    case exited(Int32)
    case signalled(Int32)
}
