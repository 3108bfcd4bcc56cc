internal import Synchronization

/// Properties of a unit that changed, as systemd told them.
package struct UnitChange: Sendable, Hashable {
    package let unit: String
    /// The interface the properties belong to: `org.freedesktop.systemd1.Unit` or that of the unit's type.
    package let interface: String
    /// The new values. Those that systemd only says have changed are left out.
    package let properties: [String: PropertyValue]

    package var activeState: String? { properties["ActiveState"]?.string }
    package var subState: String? { properties["SubState"]?.string }
}

extension Units {
    /// What changes about a unit from now on: when this returns, systemd has been told that somebody listens.
    ///
    /// Ends when the connection is lost; whoever goes on listening has to ask again, and to look what was missed.
    package func changes(of unit: String) async throws(HostError) -> AsyncStream<UnitChange> {
        let purpose = Purpose("listen for changes of", unit)
        let thread = try bus(for: purpose)
        let limit = answerLimit
        let (stream, changes) = AsyncStream.makeStream(of: UnitChange.self)
        let match = BusMatch(
            path: UnitPath.path(of: unit), interface: Units.propertiesInterface, member: "PropertiesChanged")
        let failure: BusFailure? = await withCheckedContinuation { continuation in
            thread.perform { bus in
                let listener: ObjectIdentifier
                do throws(BusFailure) {
                    listener = try bus.listen(match) { signal in
                        if let change = UnitChange(of: unit, signal) { changes.yield(change) }
                    } lost: { _ in
                        changes.finish()
                    }
                } catch {
                    return continuation.resume(returning: error)
                }
                // Keeps the connection, too, for as long as somebody listens.
                changes.onTermination = { [self] _ in self.forget(listener, on: thread) }
                bus.call(BusCall(member: "Subscribe"), limit: limit) { answer in
                    switch answer {
                    // Refused: this connection has subscribed already.
                    case .success, .failure(.refused): continuation.resume(returning: nil)
                    case .failure(let failure): continuation.resume(returning: failure)
                    }
                }
            }
        }
        if let failure { throw purpose.error(failure, limit: limit) }
        return stream
    }

    private nonisolated func forget(_ listener: ObjectIdentifier, on thread: BusThread) {
        thread.perform { $0.forget(listener) }
    }

    /// Waits until what systemd says about a unit is as wanted, looking whenever something changes.
    /// - Returns: the facts at that moment, or `nil` if the time passed before.
    package func wait(
        for unit: String, within limit: Duration, until isAsWanted: @escaping @Sendable (UnitFacts) -> Bool
    ) async throws(HostError) -> UnitFacts? {
        let found = Mutex<UnitFacts?>(nil)
        _ = try await look(at: unit, within: limit) { facts in
            guard let facts, isAsWanted(facts) else { return false }
            found.withLock { $0 = facts }
            return true
        }
        return found.withLock { $0 }
    }

    /// Waits until a unit has come to its end: inactive, failed, or forgotten.
    /// - Returns: whether it did before the time passed.
    package func waitForEnd(of unit: String, within limit: Duration) async throws(HostError) -> Bool {
        try await look(at: unit, within: limit) { facts in
            facts.map { $0.activeState == "inactive" || $0.activeState == "failed" } ?? true
        }
    }

    /// Looks now and at every change, until `isEnough` or the time has passed; tells which.
    private func look(
        at unit: String, within limit: Duration, until isEnough: @escaping @Sendable (UnitFacts?) -> Bool
    ) async throws(HostError) -> Bool {
        let outcome = await withTaskGroup(of: Result<Bool, HostError>.self) { group in
            group.addTask { await self.follow(unit, until: isEnough) }
            group.addTask {
                try? await Task.sleep(for: limit)
                return .success(false)
            }
            defer { group.cancelAll() }
            return await group.next() ?? .success(false)
        }
        return try outcome.get()
    }

    private func follow(
        _ unit: String, until isEnough: @Sendable (UnitFacts?) -> Bool
    ) async -> Result<Bool, HostError> {
        do throws(HostError) {
            while !Task.isCancelled {
                let changes = try await changes(of: unit)
                if isEnough(try await facts(of: unit)) { return .success(true) }
                for await _ in changes where isEnough(try await facts(of: unit)) { return .success(true) }
                // The connection was lost: once more, from the beginning.
            }
            return .success(false)
        } catch {
            return .failure(error)
        }
    }
}

extension UnitChange {
    /// From `PropertiesChanged(s interface, a{sv} changed, as invalidated)`.
    init?(of unit: String, _ signal: BusSignal) {
        guard signal.arguments.count >= 2, let interface = signal.arguments[0].text,
            let members = signal.arguments[1].dictionary
        else { return nil }
        self.unit = unit
        self.interface = interface
        properties = members.mapValues { PropertyValue($0) }
    }
}
