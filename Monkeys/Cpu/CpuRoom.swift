internal import Host
internal import MonkeyKit

/// The CPUs that can be loaded, and what 100 % of them is.
struct CpuRoom {
    let cpus: CPUSet
    let unit: String?
    let cgroup: String?
    /// In CPUs.
    let capacity: Double
    let notes: [String]

    private init(cpus: CPUSet, unit: String?, cgroup: String?, capacity: Double, notes: [String]) {
        (self.cpus, self.unit, self.cgroup, self.capacity, self.notes) = (cpus, unit, cgroup, capacity, notes)
    }

    /// Those of the host.
    init(_ host: Host) throws(HostError) {
        let online = try host.cpus.online()
        self.init(cpus: online, unit: nil, cgroup: nil, capacity: Double(online.count), notes: [])
    }

    /// What a unit may use: its quota, its CPUs, or all of them.
    init(unit: String, _ host: Host) async throws {
        guard let facts = try await host.units.facts(of: unit), facts.isActive, !facts.controlGroup.isEmpty else {
            throw Refusal("cpu on \(escaped(unit)): it does not run", remedy: "start it, or name another")
        }
        try self.init(unit: facts.name, cgroup: facts.controlGroup, host)
    }

    init(unit: String, cgroup: String, _ host: Host) throws {
        let subject = "cpu on \(escaped(unit))"
        guard host.cgroups.isV2, host.cgroups.exists(cgroup) else {
            throw Refusal("\(subject): it has no cgroup of version 2", remedy: "boot with the unified hierarchy")
        }
        guard host.cgroups.read("cgroup.subtree_control", of: cgroup)?.isEmpty ?? true else {
            throw Refusal(
                "\(subject): it divides its cgroup itself, which may then hold no process of ours",
                remedy: "name a unit that is no slice and does not delegate")
        }
        let online = try host.cpus.online()
        let own = host.cgroups.cpus(of: cgroup) ?? online
        let cpus = CPUSet(own.numbers.filter { online.numbers.contains($0) })
        let quota = host.cgroups.cpuLimit(of: cgroup)
        // The file is there where the controller is enabled for the unit's level.
        let isApart = host.cgroups.read("cpu.weight", of: cgroup) != nil
        let note = "\(unit) has no share of the CPUs of its own, so others suffer as well: set CPUWeight= or CPUQuota="
        self.init(
            cpus: cpus, unit: unit, cgroup: cgroup, capacity: min(quota ?? .infinity, Double(cpus.count)),
            notes: isApart ? [] : [note])
    }

    /// - Throws: `Refusal` if one of the CPUs is not there.
    func restricted(to chosen: CPUSet?) throws(Refusal) -> CpuRoom {
        guard let chosen else { return self }
        guard chosen.count > 0, chosen.isSubset(of: cpus) else {
            throw Refusal("cpu on CPUs \(chosen): there are only \(cpus)", remedy: "choose among \(cpus)")
        }
        return CpuRoom(
            cpus: chosen, unit: unit, cgroup: cgroup, capacity: min(capacity, Double(chosen.count)), notes: notes)
    }
}
