import MonkeyKit
import Testing

@testable import Trail

@Suite("After a crash")
struct CrashTests {
    @Test("a last record cut at any byte is set aside and told of; what stands before it stays")
    func everyByte() throws {
        let source = try StateDirectory()
        try source.trail().append([.intent(intent(1)), .step(id(1), Step(0, .applying))])
        let whole = try readBytes(source.file(1))
        try source.trail().append([.ended(id(1), ending())])
        let bytes = try readBytes(source.file(1))
        let tail = Array(bytes[whole.count...])

        for count in 1..<tail.count {
            let state = try StateDirectory()
            try state.trail().prepare()
            try writeBytes(whole + tail[..<count], to: state.file(1))

            // Who only reads sees the attack as open, and that something is torn.
            let seen = try state.trail().state()
            #expect(seen.open.map(\.id) == [id(1)], "cut at \(count)")
            #expect(seen.problems.map(\.kind) == [.torn], "cut at \(count)")

            let trail = state.trail()
            let open = try trail.transaction { (transaction: inout TrailTransaction) in transaction.state.open }
            #expect(open.map(\.id) == [id(1)])
            #expect(try readBytes(state.path + "/trail/torn-00000001-1") == Array(tail[..<count]))
            try trail.append([.ended(id(1), ending())])
            let report = try state.trail().verify()
            #expect(report.problems == [], "cut at \(count)")
            #expect(report.records == 5)
            let torn = try state.trail().records().compactMap { record in
                if case .torn(let torn) = record.event() { torn } else { nil }
            }
            let expected = TornLine(
                file: "torn-00000001-1", segment: 1, line: 4, bytes: count, sha256: hexSHA256(Array(tail[..<count])))
            #expect(torn == [expected])
            #expect(try state.trail().open().isEmpty)
        }
    }

    @Test("whole lines that are no records are set aside with the rest", arguments: ["\n", "\0\0\0\n\0\0", "{}\n{\n"])
    func garbage(_ tail: String) throws {
        let state = try StateDirectory()
        try state.trail().append([.intent(intent(1))])
        try writeBytes(readBytes(state.file(1)) + Array(tail.utf8), to: state.file(1))
        try state.trail().append([.step(id(1), Step(0, .applying))])
        #expect(try readBytes(state.path + "/trail/torn-00000001-1") == Array(tail.utf8))
        #expect(try state.trail().verify().problems == [])
        #expect(try state.trail().open().first?.phase(of: 0) == .applying)
    }

    @Test("a file set aside without its record gets one")
    func orphan() throws {
        let state = try StateDirectory()
        try state.trail().append([.intent(intent(1))])
        try writeBytes(Array("half".utf8), to: state.path + "/trail/torn-00000001-1")
        #expect(try state.trail().verify().problems.map(\.kind) == [.stray])
        try state.trail().append([.step(id(1), Step(0, .applying))])
        #expect(try state.trail().verify().problems == [])
        try state.trail().prepare()
        #expect(try state.trail().records().map(\.header.event) == ["segment", "intent", "torn", "step"])
    }

    @Test("a second torn end gets the next number")
    func twice() throws {
        let state = try StateDirectory()
        for number in 1...2 {
            try state.trail().append([.note(nil, "x")])
            try writeBytes(readBytes(state.file(1)) + Array("half".utf8), to: state.file(1))
            try state.trail().prepare()
            #expect(try names(state.path + "/trail").contains("torn-00000001-\(number)"))
        }
        #expect(try state.trail().verify().problems == [])
    }

    @Test("a segment of which nothing is readable starts again behind the one before it")
    func emptySegment() throws {
        let state = try StateDirectory()
        var limits = TrailLimits()
        limits.segment = 1
        try state.trail(limits).append([.intent(intent(1))])
        try state.trail(limits).append([.step(id(1), Step(0, .applying))])
        let last = try #require(try names(state.path + "/trail").compactMap(segmentNumber).max())
        try writeBytes(Array("\0\0\0".utf8), to: state.file(last))
        #expect(try state.trail().open().map(\.id) == [id(1)])
        try state.trail().append([.step(id(1), Step(0, .reverting))])
        let problems = try state.trail().verify().problems
        #expect(problems.map(\.line) == [1])
        #expect(try state.trail().open().first?.phase(of: 0) == .reverting)
    }

    @Test("a segment that was being made is made anew")
    func leftover() throws {
        let state = try StateDirectory()
        var limits = TrailLimits()
        limits.segment = 1
        try state.trail(limits).append([.intent(intent(1))])
        try writeBytes(Array("{\"seq\":".utf8), to: state.path + "/trail/next")
        try state.trail(limits).append([.step(id(1), Step(0, .applying))])
        try state.trail(limits).append([.step(id(1), Step(0, .applied))])
        #expect(try !names(state.path + "/trail").contains("next"))
        #expect(try state.trail().verify().problems == [])
    }
}
