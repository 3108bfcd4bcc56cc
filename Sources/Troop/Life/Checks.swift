internal import Host
package import MonkeyKit
internal import Trail

/// What is asked of the host before an attack is recorded.
extension Troop {
    func requireRoot() throws {
        guard host.kernel.isRoot else {
            throw Refusal(
                "an attack changes the host, and this is not root",
                remedy: "run it with sudo; `--dry-run` works for everybody")
        }
    }

    /// A monkey says what it needs; the first thing missing refuses, named.
    func checkNeeds(of monkey: any Monkey, _ decision: Decision) throws {
        for need in monkey.needs {
            if let missing = missing(need, decision) {
                throw Refusal("\(monkey.name): \(missing.reason)", remedy: missing.remedy)
            }
        }
    }

    /// Nil if the host has what is needed. systemd is needed only where a unit is hit.
    package func missing(_ need: Need, _ decision: Decision?) -> Refusal? {
        switch need {
        case .module(let name):
            guard host.kernel.module(name) == .missing else { return nil }
            return Refusal(
                "the kernel \(host.kernel.release) has no module \(name)",
                remedy: "install the kernel's extra modules, or use a kernel that has it")
        case .tool(let tool):
            guard host.tools.path(of: tool) == nil else { return nil }
            return Refusal(
                "the program \(tool.rawValue) is not installed", remedy: "apt-get install \(tool.debianPackage)")
        case .capability(let capability):
            guard !host.kernel.has(capability) else { return nil }
            return Refusal(
                "this process has no \(capability.name)", remedy: "run it as root, outside of a confined container")
        case .systemd:
            guard decision?.targets.contains(where: { $0.kind == .unit }) ?? true, !Units.isSystemdPID1 else {
                return nil
            }
            return Refusal("systemd does not run this host", remedy: "name processes instead of units")
        case .cgroup2:
            guard !host.cgroups.isV2 else { return nil }
            return Refusal("cgroup v2 is not mounted", remedy: "boot with systemd.unified_cgroup_hierarchy=1")
        }
    }

    func checkClaims(_ intent: Intent) throws {
        try checkClaims(intent.plan.flatMap(\.claims), monkey: intent.monkey)
    }

    /// Two attacks on the same thing would break each other's undo.
    func checkClaims(_ claims: [Claim], monkey: String) throws {
        for open in try trail.open() {
            let held = Set(open.intent.plan.flatMap(\.claims))
            if let claim = claims.first(where: held.contains) {
                throw Refusal(
                    "\(monkey): attack \(open.id) (\(open.intent.monkey)) holds \(claim)",
                    remedy: "wait for its end, or `monkey rollback \(open.id)`")
            }
        }
    }

    func makeDirectory(_ path: String) throws { try Directory.make(path) }
}
