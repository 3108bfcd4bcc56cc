import Testing

@testable import Host

@Suite("Transient units")
struct TransientUnitTests {
    @Test("every setting as systemd's type")
    func properties() throws {
        var unit = TransientUnit(name: "monkey-x.service")
        unit.description = "an attack"
        unit.execStart = [["/usr/bin/monkey", "keep", "a b"]]
        unit.execStopPost = [["/usr/bin/monkey", "rollback", "x"]]
        unit.runtimeMaxUSec = 60_000_000
        unit.killMode = "control-group"
        unit.collectMode = "inactive-or-failed"
        unit.environment = ["B": "2", "A": "1 1"]
        unit.slice = "system.slice"
        unit.oomScoreAdjust = -900
        unit.properties = ["UMask": .uint(0o77), "CPUWeight": .uint(20), "NoNewPrivileges": .bool(true)]
        guard case .array("(sv)", let items) = try unit.busProperties() else { return #expect(Bool(false)) }
        var found: [String: BusValue] = [:]
        for case .structure(let members) in items {
            guard case .string(let name) = members[0], case .variant(let value) = members[1] else { continue }
            found[name] = value
        }
        func command(_ words: [String]) -> BusValue {
            .array("(sasb)", [.structure([.string(words[0]), .strings(words), .bool(false)])])
        }
        #expect(
            found == [
                "Description": .string("an attack"), "Type": .string("notify"),
                "ExecStart": command(["/usr/bin/monkey", "keep", "a b"]),
                "ExecStopPost": command(["/usr/bin/monkey", "rollback", "x"]),
                "RuntimeMaxUSec": .uint64(60_000_000), "KillMode": .string("control-group"),
                "CollectMode": .string("inactive-or-failed"), "Environment": .strings(["A=1 1", "B=2"]),
                "Slice": .string("system.slice"), "OOMScoreAdjust": .int32(-900), "UMask": .uint32(0o77),
                "CPUWeight": .uint64(20), "NoNewPrivileges": .bool(true),
            ])
    }

    @Test("a program without its path is refused", arguments: [[[String]]([["monkey"]]), [[]]])
    func relative(_ commands: [[String]]) {
        var unit = TransientUnit(name: "monkey-x.service")
        unit.execStart = commands
        #expect(throws: HostError.self) { try unit.busProperties() }
    }
}
