internal import SystemPackage

/// A unit in systemd's list of those it has loaded.
package struct UnitState: Sendable, Hashable {
    package let name: String
    package let description: String
    /// `loaded`, `not-found`, `masked`, …
    package let loadState: String
    /// `active`, `reloading`, `inactive`, `failed`, `activating`, `deactivating`.
    package let activeState: String
    /// What that means for this type of unit: `running`, `exited`, `dead`, …
    package let subState: String
    /// The unit it follows, if any.
    package let following: String
    /// The object path.
    package let path: String
    /// The queued job, 0 if there is none.
    package let jobID: UInt32
}

extension Units {
    /// The loaded units whose name matches one of the patterns (glob(7)) and whose load, active or sub state is one of the
    /// states. An empty list matches everything.
    package func list(matching patterns: [String] = [], states: [String] = []) async throws(HostError) -> [UnitState] {
        let call = BusCall(
            member: "ListUnitsByPatterns", arguments: [.strings(states), .strings(patterns)])
        let answer = try await self.call(call, for: Purpose("list", "units"), reading: true)
        return (answer.first?.items ?? []).compactMap(UnitState.init)
    }

    /// The unit a process is in, or `nil` if it is in none or gone.
    package func unit(ofProcess pid: Int32) async throws(HostError) -> String? {
        guard let number = UInt32(exactly: pid) else { return nil }
        let purpose = Purpose("find the unit of", "process \(pid)")
        do throws(HostError) {
            let call = BusCall(member: "GetUnitByPID", arguments: [.uint32(number)])
            guard let path = try await self.call(call, for: purpose, reading: true).first?.text else { return nil }
            return try await property("Id", at: path, interface: UnitPath.common, for: purpose).string
        } catch {
            if error.errno == .noSuchFileOrDirectory || error.errno == .noSuchProcess { return nil }
            throw error
        }
    }
}

extension UnitState {
    /// From `(ssssssouso)`.
    init?(_ value: BusValue) {
        guard case .structure(let members) = value, members.count >= 8, case .uint32(let job) = members[7] else {
            return nil
        }
        let texts = members[0..<7].compactMap(\.text)
        guard texts.count == 7 else { return nil }
        name = texts[0]
        description = texts[1]
        loadState = texts[2]
        activeState = texts[3]
        subState = texts[4]
        following = texts[5]
        path = texts[6]
        jobID = job
    }
}
