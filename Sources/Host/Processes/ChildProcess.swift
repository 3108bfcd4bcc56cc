internal import CHost
internal import Glibc
internal import SystemPackage

/// A long-lived child: a guardian, a hog. It does not end with this object; `end()` ends it.
package final class ChildProcess: Sendable {
    package let process: HeldProcess
    package var identity: ProcessIdentity { process.identity }

    private init(_ process: HeldProcess) { self.process = process }

    /// Starts a program by its absolute path, with standard input, output and error on /dev/null, no signal blocked and
    /// nothing of our environment but PATH. posix_spawn(3).
    ///
    /// - Parameters:
    ///   - arguments: without the zeroth, which is the path.
    ///   - newSession: setsid(2), so that a closed terminal does not reach it.
    package static func start(
        executable: String, arguments: [String], environment: [String: String] = [:], newSession: Bool = false
    ) throws(HostError) -> ChildProcess {
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (newSession ? 0x80 : 0)  // POSIX_SPAWN_SETSID
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for number in 0...2 as ClosedRange<Int32> {
            unsafe posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
        }
        // Ours are close-on-exec; those of libraries need not be, and a child that holds one keeps a lock or a file alive.
        unsafe chost_spawn_close_from(&actions, 3)
        let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        let variables = environment.merging(["PATH": path]) { given, _ in given }.map { "\($0)=\($1)" }.sorted()
        var pid: pid_t = 0
        let code = unsafe withCStrings([executable] + arguments) { words in
            unsafe withCStrings(variables) { variables in
                unsafe posix_spawn(&pid, executable, &actions, &attributes, words, variables)
            }
        }
        guard code == 0 else {
            throw HostError(operation: "start", subject: executable, errno: Errno(rawValue: code))
        }
        return try take(pid)
    }

    /// Takes hold of a child just started; nobody has waited for it, so its number is its own. One that cannot be held
    /// is ended: nobody would.
    private static func take(_ pid: pid_t) throws(HostError) -> ChildProcess {
        do throws(HostError) {
            let pidfd = try errnoChecked(operation: "take hold of", subject: "process \(pid)") { chost_pidfd_open(pid) }
            let descriptor = Descriptor(owning: pidfd)
            guard let identity = Processes().identity(of: pid) else {
                throw HostError(
                    operation: "read", subject: "/proc/\(pid)/stat", cause: "it is not there", mend: "mount /proc")
            }
            return ChildProcess(HeldProcess(child: identity, pidfd: descriptor))
        } catch {
            kill(pid, SIGKILL)
            _ = errnoResult { waitpid(pid, nil, 0) }
            throw error
        }
    }

    @discardableResult
    package func signal(_ number: Int32) throws(HostError) -> Bool { try process.signal(number) }

    /// Suspends until it has ended, and takes its exit status. Call it once.
    package func waitForExit() async throws -> ExitStatus {
        try await process.waitForExit()
        return try process.reap()
    }

    package var hasExited: Bool { process.hasExited }

    /// SIGKILL, and its exit status taken.
    @discardableResult
    package func end() async throws -> ExitStatus {
        try process.signal(SIGKILL)
        return try await waitForExit()
    }
}

/// Calls `body` with the texts as a null-terminated array of C strings, as execve(2) takes them.
private func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = unsafe texts.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe body(&pointers)
}
