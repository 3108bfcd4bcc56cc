internal import Glibc
internal import Host
internal import MonkeyKit
internal import Trail

/// The kill switch.
extension Troop {
    /// Whether nothing may start: why, in one line. A stop file that cannot be asked counts as one.
    package func halted() -> String? {
        var status = stat()
        guard lstat(paths.haltFile, &status) != 0 else {
            let reason = (try? readText(paths.haltFile)).map { $0.split(separator: "\n").first.map(String.init) ?? "" }
            return reason.flatMap { $0.isEmpty ? nil : $0 } ?? "\(paths.haltFile) exists"
        }
        return errno == ENOENT || errno == ENOTDIR ? nil : "\(paths.haltFile) could not be asked for"
    }

    /// Durable before it is acknowledged; then everything that is held is told to roll back, all at once.
    package func halt(reason: String) async throws -> [Recovered] {
        try writeDurably(paths.haltFile, escaped(reason) + "\n")
        try trail.append([.halt(HaltOrder(reason: reason, by: caller))])
        return try await stopAll()
    }

    package func resume(why: String) throws {
        if unlink(paths.haltFile) != 0, errno != ENOENT {
            throw HostError(
                operation: "resume: remove", subject: paths.haltFile, cause: String(cString: strerror(errno)),
                mend: "remove the file by hand")
        }
        try trail.append([.resume(HaltOrder(reason: why, by: caller))])
    }
}
