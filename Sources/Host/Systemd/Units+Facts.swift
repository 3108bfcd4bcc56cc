internal import SystemPackage

extension Units {
    /// Everything about a unit, or `nil` if there is no such unit: no file, and nothing loaded.
    package func facts(of unit: String) async throws(HostError) -> UnitFacts? {
        let values = try await busProperties(of: unit)
        let facts = UnitFacts(properties: values.mapValues { PropertyValue($0) })
        return facts.loadState == "not-found" && facts.activeState == "inactive" ? nil : facts
    }

    /// One property.
    /// - Parameter interface: where it belongs; `nil` for that of the unit's type.
    package func property(
        _ name: String, of unit: String, interface: String? = nil
    ) async throws(HostError) -> PropertyValue {
        let purpose = Purpose("read \(name) of", unit)
        let special = try Units.interface(of: unit, for: purpose)
        return try await property(name, at: UnitPath.path(of: unit), interface: interface ?? special, for: purpose)
    }

    func property(
        _ name: String, at path: String, interface: String, for purpose: Purpose
    ) async throws(HostError) -> PropertyValue {
        let call = BusCall(
            path: path, interface: Units.propertiesInterface, member: "Get",
            arguments: [.string(interface), .string(name)])
        guard let value = try await self.call(call, for: purpose, reading: true).first else {
            throw purpose.error(.malformed(errno: Errno.badMessage.rawValue))
        }
        return PropertyValue(value)
    }

    /// The properties of the unit and of its type, as they came.
    func busProperties(of unit: String) async throws(HostError) -> [String: BusValue] {
        let purpose = Purpose("read the properties of", unit)
        let special = try Units.interface(of: unit, for: purpose)
        var all: [String: BusValue] = [:]
        for interface in [UnitPath.common, special] {
            let call = BusCall(
                path: UnitPath.path(of: unit), interface: Units.propertiesInterface, member: "GetAll",
                arguments: [.string(interface)])
            let answer = try await self.call(call, for: purpose, reading: true)
            guard let members = answer.first?.dictionary else {
                throw purpose.error(.malformed(errno: Errno.badMessage.rawValue))
            }
            all.merge(members) { $1 }
        }
        return all
    }

    static let propertiesInterface = "org.freedesktop.DBus.Properties"

    private static func interface(of unit: String, for purpose: Purpose) throws(HostError) -> String {
        if let interface = UnitPath.interface(of: unit) { return interface }
        throw HostError(
            operation: purpose.operation, subject: unit, cause: "it is not the name of a unit", errno: .invalidArgument,
            mend: "write the whole name, such as \(unit).service")
    }
}
