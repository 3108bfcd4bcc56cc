import FoundationEssentials
import Testing

@testable import Host

@Suite("Values of properties")
struct ValueTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let bus: BusValue
        let value: PropertyValue
        var testDescription: String { bus.signature }
    }

    static let cases = [
        Case(bus: .bool(true), value: .bool(true)),
        Case(bus: .byte(7), value: .uint(7)),
        Case(bus: .uint16(7), value: .uint(7)),
        Case(bus: .uint32(7), value: .uint(7)),
        Case(bus: .uint64(.max), value: .uint(.max)),
        Case(bus: .int16(-7), value: .int(-7)),
        Case(bus: .int32(-7), value: .int(-7)),
        Case(bus: .int64(-7), value: .int(-7)),
        Case(bus: .double(0.5), value: .double(0.5)),
        Case(bus: .string("x"), value: .string("x")),
        Case(bus: .path("/x"), value: .string("/x")),
        Case(bus: .strings([]), value: .strings([])),
        Case(bus: .strings(["a", "b"]), value: .strings(["a", "b"])),
        Case(bus: .array("y", [.byte(1), .byte(2)]), value: .bytes([1, 2])),
        Case(
            bus: .array("(st)", [.structure([.string("/dev/vda"), .uint64(5)])]),
            value: .deviceLimits([.init(path: "/dev/vda", value: 5)])),
    ]

    @Test("come from the bus and go back as the same type", arguments: cases)
    func roundTrip(_ example: Case) throws {
        #expect(PropertyValue(example.bus) == example.value)
        #expect(PropertyValue(.variant(example.bus)) == example.value)
        #expect(example.value.busValue(as: example.bus.signature) == example.bus)
        let json = try JSONEncoder().encode(example.value)
        #expect(try JSONDecoder().decode(PropertyValue.self, from: json) == example.value)
    }

    @Test("what does not fit is refused")
    func misfits() {
        #expect(PropertyValue.uint(300).busValue(as: "y") == nil)
        #expect(PropertyValue.int(-1).busValue(as: "t") == nil)
        #expect(PropertyValue.string("1").busValue(as: "t") == nil)
        #expect(PropertyValue.uint(1).busValue(as: "b") == nil)
        #expect(PropertyValue(.structure([.string("x"), .uint32(1)])) == .unsupported("(su)"))
        #expect(PropertyValue.unsupported("(su)").usualSignature == nil)
    }

    @Test("facts by their names")
    func facts() {
        let facts = UnitFacts(properties: [
            "Id": .string("a.service"), "ActiveState": .string("active"), "MainPID": .uint(42), "NRestarts": .uint(3),
            "InvocationID": .bytes([0, 0x1f, 0xff]), "CPUQuotaPerSecUSec": .uint(.max), "CPUWeight": .uint(50),
            "ExecMainStatus": .int(9), "TriggeredBy": .strings(["a.socket"]), "ActiveEnterTimestampMonotonic": .uint(0),
        ])
        #expect(facts.name == "a.service")
        #expect(facts.isActive)
        #expect(facts.mainPID == 42)
        #expect(facts.restarts == 3)
        #expect(facts.invocationID == "001fff")
        #expect(facts.cpuQuotaPerSecUSec == nil)
        #expect(facts.cpuWeight == 50)
        #expect(facts.execMainStatus == 9)
        #expect(facts.triggeredBy == ["a.socket"])
        #expect(facts.activeEnterTimestampMonotonic == nil)
        #expect(facts.memoryMax == nil)
    }
}
