import Glibc
import MonkeyKit
import Testing

@testable import Trail

@Suite("Segments")
struct SegmentTests {
    private var small: TrailLimits {
        var limits = TrailLimits()
        limits.segment = 6000
        return limits
    }

    @Test("the last one alone tells what is open, however many there are")
    func carried() throws {
        let state = try StateDirectory()
        let trail = state.trail(small)
        try trail.append([.intent(intent(1)), .step(id(1), Step(0, .applying)), .step(id(1), Step(0, .applied))])
        try trail.append([.active(id(1), Activation(nanoseconds: 5)), .halt(HaltOrder(reason: "fire", by: caller))])
        try trail.append([.intent(intent(2, effects: 3))])
        for number in 0..<60 {
            try trail.append([.intent(intent(UInt64(10 + number))), .ended(id(UInt64(10 + number)), ending())])
            try trail.append([.measured(id(1), Measurement("load", Double(number), unit: "%"))])
        }
        let segments = try names(state.path + "/trail").compactMap(segmentNumber)
        #expect(segments.count > 5)
        #expect(try trail.verify().problems == [])
        let before = try trail.state()

        for number in segments.dropLast() { unlink(state.file(number)) }
        let after = try state.trail(small).state()
        #expect(after.open.map(\.id) == [id(1), id(2)])
        #expect(after.open.map(\.intent) == before.open.map(\.intent))
        #expect(after.open.map(\.intent) == [try intent(1), try intent(2, effects: 3)])
        let first = try #require(after.open.first)
        #expect(first.phase(of: 0) == .applied)
        #expect(first.phase(of: 1) == nil)
        #expect(first.active == Activation(nanoseconds: 5))
        #expect(after.halt?.reason == "fire")
        #expect(after.head == before.head)
        #expect(first.records.map(\.line) == before.open.first?.records.map(\.line))
        #expect(first.intent.decision.seed == .max)
    }

    @Test("older ones are sealed and give their reserve back, the open one has it")
    func sealed() throws {
        let state = try StateDirectory()
        let trail = state.trail(small)
        for number in 1..<20 {
            try trail.append([.intent(intent(UInt64(number))), .ended(id(UInt64(number)), ending())])
        }
        let numbers = try names(state.path + "/trail").compactMap(segmentNumber)
        for number in numbers {
            var status = stat()
            #expect(stat(state.file(number), &status) == 0)
            let spare = Int64(status.st_blocks) * 512 - Int64(status.st_size)
            if number == numbers.last {
                #expect(status.st_mode & 0o777 == 0o600)
                #expect(spare >= trail.limits.reserve)
            } else {
                #expect(status.st_mode & 0o777 == 0o400)
                #expect(spare < 64 << 10)
            }
        }
    }

    @Test("one whose first record is damaged is read together with the one before it")
    func damagedHead() throws {
        let state = try StateDirectory()
        let trail = state.trail(small)
        try trail.append([.intent(intent(1)), .step(id(1), Step(0, .applying))])
        for number in 2..<12 {
            try trail.append([.intent(intent(UInt64(number))), .ended(id(UInt64(number)), ending())])
        }
        let last = try #require(try names(state.path + "/trail").compactMap(segmentNumber).max())
        #expect(last > 2)
        var bytes = try readBytes(state.file(last))
        bytes[3] ^= 1
        try writeBytes(bytes, to: state.file(last))
        let seen = try state.trail(small).state()
        #expect(seen.open.map(\.id) == [id(1)])
        #expect(seen.open.first?.phase(of: 0) == .applying)
        #expect(seen.problems.map(\.kind) == [.corrupt])
        try state.trail(small).append([.ended(id(1), ending())])
        #expect(try state.trail(small).open().isEmpty)
    }

    @Test("a head larger than the limit does not begin a segment with every append")
    func largeHead() throws {
        let state = try StateDirectory()
        var limits = TrailLimits()
        limits.segment = 100
        let trail = state.trail(limits)
        for number in 1...10 { try trail.append([.intent(intent(UInt64(number), effects: 20))]) }
        for _ in 0..<50 { try trail.append([.note(nil, "x")]) }
        #expect(try names(state.path + "/trail").compactMap(segmentNumber).count < 20)
        #expect(try trail.open().count == 10)
    }

    @Test("another process' segment is followed")
    func others() throws {
        let state = try StateDirectory()
        let (one, other) = (state.trail(small), state.trail(small))
        for number in 1..<30 {
            try (number.isMultiple(of: 2) ? one : other).append([.intent(intent(UInt64(number)))])
        }
        #expect(try one.verify().problems == [])
        #expect(try other.open().count == 29)
    }
}
