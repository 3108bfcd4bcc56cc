internal import Host

extension Troop {
    /// Held while an attack is decided and recorded. Others wait their turn; it ends with its process.
    func decideLock() async throws -> RangeLock {
        let limit = host.clock.now.advanced(by: .seconds(60))
        var pause = 1
        while true {
            if let lock = try RangeLock.take(path: paths.decideLock, offset: 0) { return lock }
            guard host.clock.now < limit else {
                throw HostError(
                    operation: "decide: lock", subject: paths.decideLock, cause: "somebody has held it for a minute",
                    mend: "see `fuser \(paths.decideLock)`")
            }
            try await Task.sleep(for: .milliseconds(pause))
            pause = min(pause * 2, 50)
        }
    }
}
