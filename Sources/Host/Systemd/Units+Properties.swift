internal import Glibc
internal import SystemPackage

/// What a property was before it was set at run time: enough to put it back.
package struct PreviousProperty: Sendable, Hashable, Codable {
    package let name: String
    /// The value in force.
    package let value: PropertyValue
    /// The text of the run-time drop-in for this property, if there was one.
    package let dropIn: String?
    /// Whether files of the unit had changed since systemd read them.
    package let neededReload: Bool
}

extension Units {
    /// Where `systemctl set-property --runtime`, and so `setRuntimeProperties`, leaves its drop-ins (systemd.unit(5)).
    package static let runtimeDropIns = "/run/systemd/system.control"

    /// Sets properties of a unit until the next boot, as `systemctl set-property --runtime` does: at once for a running
    /// unit, and by drop-in files in `runtimeDropIns` that later starts read too. When this returns the control group has
    /// the new values; the file of a limit that was lifted may be gone altogether, with its controller.
    ///
    /// What it takes to undo this is to be asked from `previousProperty` before, and recorded.
    package func setRuntimeProperties(
        _ unit: String, _ properties: [(name: String, value: PropertyValue)]
    ) async throws(HostError) {
        let names = properties.map(\.name).joined(separator: ", ")
        let purpose = Purpose("set \(names) of", unit)
        let present = try await busProperties(of: unit)
        var list: [BusValue] = []
        for (name, value) in properties {
            let signature = present[name]?.signature ?? value.usualSignature ?? ""
            guard let converted = value.busValue(as: signature) else {
                throw HostError(
                    operation: "set \(name) of", subject: unit, cause: "\(value) is not of its type, \(signature)",
                    errno: .invalidArgument)
            }
            list.append(.structure([.string(name), .variant(converted)]))
        }
        let call = BusCall(
            member: "SetUnitProperties", arguments: [.string(unit), .bool(true), .array("(sv)", list)])
        try await self.call(call, for: purpose)
        // systemd answers first and writes to the control group in the next round of its event loop, before it reads
        // another message: whoever looks right after the answer may see the old value. One more answer, and it is done.
        _ = try await property("ActiveState", of: unit, interface: UnitPath.common)
    }

    /// What has to be known to put a property back later.
    /// - Throws: also when the unit has no such property, or one of a type that cannot be set back.
    package func previousProperty(_ name: String, of unit: String) async throws(HostError) -> PreviousProperty {
        let present = try await busProperties(of: unit)
        guard let value = present[name].map({ PropertyValue($0) }), value.usualSignature != nil else {
            throw HostError(
                operation: "read \(name) of", subject: unit, cause: "it has no such property that could be put back",
                errno: .noSuchFileOrDirectory)
        }
        let path = Units.dropIn(for: name, of: unit)
        let text: String?
        do throws(HostError) {
            text = try readText(path)
        } catch  where error.errno == .noSuchFileOrDirectory {
            text = nil
        }
        var neededReload = false
        if case .bool(true)? = present["NeedDaemonReload"] { neededReload = true }
        return PreviousProperty(name: name, value: value, dropIn: text, neededReload: neededReload)
    }

    /// Puts a property back to what it was, and takes away the drop-in that setting it left, if there was none before.
    ///
    /// An empty assignment does not do: `CPUQuota=` resets to systemd's default and not to what the unit's own files say,
    /// and it leaves a drop-in behind. So the previous value is set, which takes effect on the cgroup; then the drop-in is
    /// removed. What remains is that systemd remembers the drop-in's path and says `NeedDaemonReload` for this unit, until
    /// the next time it reads its files, which then say the same as what is in force.
    ///
    /// - Parameter reload: have systemd read its files again, to end that too. It reads the files of all units, also those
    ///   that somebody is in the middle of editing, so it is not done unless asked for, nor if the unit's files had changed
    ///   before.
    package func resetRuntimeProperty(
        _ unit: String, to previous: PreviousProperty, reload: Bool = false
    ) async throws(HostError) {
        try await setRuntimeProperties(unit, [(previous.name, previous.value)])
        guard previous.dropIn == nil else { return }
        let path = Units.dropIn(for: previous.name, of: unit)
        let operation = "remove the run-time setting"
        do throws(HostError) {
            try errnoChecked(operation: operation, subject: path) { unsafe unlink(path) }
        } catch  where error.errno == .noSuchFileOrDirectory {
            // Somebody took it away already.
        }
        // Fails while other settings are in there, and then it stays.
        _ = unsafe rmdir(Units.runtimeDropIns + "/" + unit + ".d")
        if reload, !previous.neededReload { try await self.reload() }
    }

    /// The file systemd writes (`unit_write_setting`): named for the setting in the unit file, which differs from the
    /// property on the bus for times and quotas.
    static func dropIn(for property: String, of unit: String) -> String {
        let setting =
            if property.hasSuffix("PerSecUSec") {
                String(property.dropLast("PerSecUSec".count))
            } else if property.hasSuffix("USec") {
                String(property.dropLast("USec".count)) + "Sec"
            } else {
                property
            }
        return "\(runtimeDropIns)/\(unit).d/50-\(setting).conf"
    }
}
