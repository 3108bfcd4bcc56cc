package import Host
package import MonkeyKit
package import Trail

/// The life of attacks on this host: decide, plan, record, apply, hold, roll back, verify.
package struct Troop: Sendable {
    package let host: Host
    package let paths: Paths
    package let monkeys: [any Monkey]
    package let trail: Trail
    package let registry: EffectRegistry
    /// The program itself, for the keeper's unit and the guardian.
    package let executable: String
    /// As it stands in every intent.
    package let version: String

    package init(
        host: Host, paths: Paths, monkeys: [any Monkey], trail: Trail, executable: String, version: String
    ) {
        self.host = host
        self.paths = paths
        self.monkeys = monkeys
        self.trail = trail
        registry = EffectRegistry(monkeys)
        self.executable = executable
        self.version = version
    }

    package func monkey(_ name: String) throws(UsageProblem) -> any Monkey {
        if let monkey = monkeys.first(where: { $0.name == name }) { return monkey }
        let names = monkeys.map(\.name)
        let hint = nearest(to: name, among: names).map { "; did you mean \($0)?" } ?? ""
        throw UsageProblem("no monkey is named \"\(name)\"; there are \(names.joined(separator: ", "))\(hint)")
    }
}
