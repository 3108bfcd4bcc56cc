extension Units {
    /// The processes of a unit a signal is for.
    package enum Whom: String, Sendable, Codable { case main, control, all }

    /// Sends a signal to processes of a unit, as systemd knows them.
    /// - Throws: with `Errno.noSuchProcess` (ESRCH) where there is no such process.
    package func kill(_ unit: String, whom: Whom, signal: Int32) async throws(HostError) {
        let call = BusCall(member: "KillUnit", arguments: [.string(unit), .string(whom.rawValue), .int32(signal)])
        try await self.call(call, for: Purpose("send signal \(signal) to", unit))
    }

    /// Stops all processes of a unit from running (cgroup v2 freezer); ended by `thaw`.
    package func freeze(_ unit: String) async throws(HostError) {
        try await call(BusCall(member: "FreezeUnit", arguments: [.string(unit)]), for: Purpose("freeze", unit))
    }

    package func thaw(_ unit: String) async throws(HostError) {
        try await call(BusCall(member: "ThawUnit", arguments: [.string(unit)]), for: Purpose("thaw", unit))
    }

    /// Has systemd read all unit files again, as `systemctl daemon-reload` does.
    package func reload() async throws(HostError) {
        try await call(BusCall(member: "Reload"), for: Purpose("reload", "systemd"), limit: Units.jobLimit)
    }

    /// Takes a unit out of the state `failed`, and forgets how often it was started lately.
    package func resetFailed(_ unit: String) async throws(HostError) {
        try await call(
            BusCall(member: "ResetFailedUnit", arguments: [.string(unit)]), for: Purpose("reset the failure of", unit))
    }
}
