import Glibc
import Testing

@testable import Host

@Suite("Run-time properties of units", .enabled(if: isSystemdLab, "run `make lab`"), .timeLimit(.minutes(5)))
struct RuntimePropertiesTests {
    private let quota = "CPUQuotaPerSecUSec"

    private func dropIns(_ victim: Victim) -> Bool {
        unsafe access(Units.runtimeDropIns + "/" + victim.name + ".d", F_OK) == 0
    }

    /// The quota in the control group, "max" too where the file is gone with its controller.
    private func quota(in group: String) throws -> String {
        let path = "/sys/fs/cgroup" + group + "/cpu.max"
        guard unsafe access(path, F_OK) == 0 else { return "max" }
        return try String(readText(path).prefix { $0 != " " })
    }

    @Test("the value before comes back in the cgroup, and no drop-in stays", arguments: ["", "CPUQuota=50%\n"])
    func putBack(_ own: String) async throws {
        try await Victim.with(own + "ExecStart=/bin/sleep 600") { victim in
            let group = try await victim.facts.controlGroup
            let before = own.isEmpty ? "max" : "50000"
            #expect(try quota(in: group) == before)
            let previous = try await victim.units.previousProperty(quota, of: victim.name)
            #expect(previous.dropIn == nil)

            for _ in 0..<5 {
                // Read at once: nothing is asked of systemd in between.
                try await victim.units.setRuntimeProperties(victim.name, [(quota, .uint(50_000))])
                #expect(try quota(in: group) == "5000")
                #expect(unsafe access(Units.dropIn(for: quota, of: victim.name), F_OK) == 0)
                try await victim.units.resetRuntimeProperty(victim.name, to: previous)
                #expect(try quota(in: group) == before)
                #expect(!dropIns(victim))
            }
            #expect(try await victim.facts.needsDaemonReload)
            // Once more is no more.
            try await victim.units.resetRuntimeProperty(victim.name, to: previous)
            #expect(try quota(in: group) == before)
            #expect(!dropIns(victim))
        }
    }

    @Test("a drop-in that was there before stays as it was")
    func keepsForeign() async throws {
        try await Victim.with("ExecStart=/bin/sleep 600") { victim in
            try await victim.units.setRuntimeProperties(
                victim.name, [(quota, .uint(300_000)), ("CPUWeight", .uint(77))])
            let previous = try await victim.units.previousProperty(quota, of: victim.name)
            let text = try #require(previous.dropIn)
            try await victim.units.setRuntimeProperties(victim.name, [(quota, .uint(50_000))])
            try await victim.units.resetRuntimeProperty(victim.name, to: previous)
            #expect(try await victim.cgroupFile("cpu.max") == "30000 100000")
            #expect(try await victim.cgroupFile("cpu.weight") == "77")
            #expect(try readText(Units.dropIn(for: quota, of: victim.name)) == text)
        }
    }

    @Test("with a reload, systemd has forgotten it, too")
    func withReload() async throws {
        try await Victim.with("CPUQuota=50%\nExecStart=/bin/sleep 600") { victim in
            let previous = try await victim.units.previousProperty(quota, of: victim.name)
            try await victim.units.setRuntimeProperties(victim.name, [(quota, .uint(50_000))])
            try await victim.units.resetRuntimeProperty(victim.name, to: previous, reload: true)
            #expect(try await victim.cgroupFile("cpu.max") == "50000 100000")
            let facts = try await victim.facts
            #expect(!facts.needsDaemonReload)
            #expect(facts.dropInPaths.isEmpty)
        }
    }

    @Test("what setting it back to nothing would do: the drop-in stays")
    func emptyAssignment() async throws {
        try await Victim.with("CPUQuota=50%\nExecStart=/bin/sleep 600") { victim in
            try await victim.units.setRuntimeProperties(victim.name, [(quota, .uint(50_000))])
            try await victim.units.setRuntimeProperties(victim.name, [(quota, .uint(.max))])
            #expect(try quota(in: try await victim.facts.controlGroup) == "max")
            #expect(dropIns(victim))
        }
    }

    @Test("what a unit does not have, or of another type, is refused")
    func refusals() async throws {
        let units = Units()
        await #expect(throws: HostError.self) { try await units.previousProperty("NoSuch", of: "cron.service") }
        await #expect(throws: HostError.self) { try await units.previousProperty("ExecStart", of: "cron.service") }
        await #expect(throws: HostError.self) {
            try await units.setRuntimeProperties("cron.service", [(quota, .string("5%"))])
        }
    }
}
