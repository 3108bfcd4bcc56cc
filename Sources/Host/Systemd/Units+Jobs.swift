internal import SystemPackage

extension Units {
    /// How long a job may take unless somebody says otherwise; systemd's own default for starting and stopping.
    package static let jobLimit = Duration.seconds(90)

    /// Starts a unit and waits for its job to end. A job that systemd could not do is a result, not an error.
    /// - Throws: when the unit does not exist, may not be started by hand, or the limit passes (the job goes on).
    @discardableResult
    package func start(
        _ unit: String, mode: String = "replace", limit: Duration = Units.jobLimit
    ) async throws(HostError) -> JobResult {
        try await job("StartUnit", [.string(unit), .string(mode)], for: Purpose("start", unit), limit: limit)
    }

    /// Stops a unit and waits for its job to end.
    @discardableResult
    package func stop(
        _ unit: String, mode: String = "replace", limit: Duration = Units.jobLimit
    ) async throws(HostError) -> JobResult {
        try await job("StopUnit", [.string(unit), .string(mode)], for: Purpose("stop", unit), limit: limit)
    }

    /// Restarts a unit, or starts it, and waits for its job to end.
    @discardableResult
    package func restart(
        _ unit: String, mode: String = "replace", limit: Duration = Units.jobLimit
    ) async throws(HostError) -> JobResult {
        try await job("RestartUnit", [.string(unit), .string(mode)], for: Purpose("restart", unit), limit: limit)
    }

    /// Makes a unit that exists only as long as it is loaded, starts it and waits for its job to end: with `Type=notify`
    /// that is when the unit says it is ready.
    @discardableResult
    package func startTransient(
        _ unit: TransientUnit, mode: String = "fail", limit: Duration = Units.jobLimit
    ) async throws(HostError) -> JobResult {
        let purpose = Purpose("start", unit.name)
        let arguments: [BusValue] = [
            .string(unit.name), .string(mode), try unit.busProperties(), .array("(sa(sv))", []),
        ]
        return try await job("StartTransientUnit", arguments, for: purpose, limit: limit)
    }

    private func job(
        _ member: String, _ arguments: [BusValue], for purpose: Purpose, limit: Duration
    ) async throws(HostError) -> JobResult {
        let thread = try bus(for: purpose)
        let call = BusCall(member: member, arguments: arguments)
        let outcome = await withCheckedContinuation { continuation in
            thread.perform { bus in
                JobWait.run(call, on: bus, limit: limit) { continuation.resume(returning: $0) }
            }
        }
        switch outcome {
        case .success(let result): return result
        case .failure(.timedOut):
            throw HostError(
                operation: purpose.operation, subject: purpose.subject,
                cause: "systemd had not done it after \(limit); the job may still go on", errno: .timedOut)
        case .failure(let failure): throw purpose.error(failure)
        }
    }
}
