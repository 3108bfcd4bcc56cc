import Host
import MonkeyKit
import Testing

@testable import Trail

@Suite("Appending")
struct AppendTests {
    @Test("chains every record to the line before, from the segment's first on")
    func chain() throws {
        let state = try StateDirectory()
        let trail = state.trail()
        try trail.append([.intent(intent(1)), .step(id(1), Step(0, .applying)), .step(id(1), Step(0, .applied))])
        try trail.append([.active(id(1), Activation(nanoseconds: 7))])
        let text = lines(try readBytes(state.file(1)))
        #expect(text.count == 5)
        var head = ChainHash.start
        for (number, line) in text.enumerated() {
            let beginning = #"{"seq":\#(number + 1),"prev":"\#(head)","time":"2024-"#
            #expect(String(decoding: line, as: UTF8.self).hasPrefix(beginning))
            head = ChainHash(of: line)
        }
        let report = try trail.verify()
        #expect(report.problems == [])
        #expect(report.records == 5)
        #expect(report.head == head)
        #expect(report.seq == 5)
    }

    @Test("gives back every event as it was", arguments: try allEvents())
    func roundTrip(_ event: TrailEvent) throws {
        let state = try StateDirectory()
        let trail = state.trail()
        let record = try #require(try trail.append([event]).first)
        #expect(record.event() == event)
        let read = try #require(try state.trail().records().last)
        #expect(read.event() == event)
        #expect(read.header == record.header)
        #expect(read.position == record.position)
        #expect(event.name == read.header.event)
        #expect(event.attack == read.attack || event.attack == nil)
    }

    @Test("keeps what a newer version wrote")
    func newer() throws {
        let state = try StateDirectory()
        let value = JSONValue.object(["colour": .string("blue"), "depth": .integer(3)])
        try state.trail().append([.intent(intent(1)), .unknown(id(1), name: "painted", value)])
        let last = try #require(try state.trail().records().last)
        #expect(last.event() == .unknown(id(1), name: "painted", value))
        #expect(try state.trail().open().count == 1)
    }

    @Test("writes names from the host without control characters, one record a line")
    func names() throws {
        let state = try StateDirectory()
        try state.trail().append([.intent(intent(1)), .note(id(1), "two\nlines \u{1b}[0m")])
        let bytes = try readBytes(state.file(1))
        #expect(lines(bytes).count == 3)
        #expect(!bytes.contains { $0 < 0x20 && $0 != 10 })
    }

    @Test("keeps a measurement that is no number")
    func notANumber() throws {
        let state = try StateDirectory()
        try state.trail().append([.measured(id(1), Measurement("load", .nan, unit: "%"))])
        guard case .measured(_, let read) = try #require(try state.trail().records().last).event() else {
            Issue.record("it is not a measurement")
            return
        }
        #expect(read.value.isNaN)
    }

    @Test("cuts the text of a step, of which there are many, and not the steps for a person")
    func long() throws {
        let long = String(repeating: "ä", count: 5000)
        #expect(try #require(Step(0, .failed, long).text).utf8.count <= 600)
        #expect(Ending(.incomplete, exitCode: 5, text: "", duration: .zero, person: [long]).person == [long])
    }

    @Test("tells the mirror of every record, with the head behind it")
    func mirror() throws {
        let state = try StateDirectory()
        let seen = Seen()
        let trail = Trail(
            stateDirectory: state.path, host: Host(), now: TestClock().now, mirror: { seen.add($0, $1) })
        try trail.append([.note(nil, "one"), .note(nil, "two")])
        try trail.append([.note(nil, "three")])
        #expect(seen.events == ["segment", "note", "note", "note"])
        #expect(seen.heads.last == (try trail.verify().head))
    }

    @Test("has a message id for every event, none twice")
    func messageIDs() throws {
        let ids = try allEvents().map(\.name) + ["torn", "segment"]
        for name in ids { #expect(MessageID.of(name)?.count == 32) }
        #expect(Set(MessageID.table.map(\.id)).count == MessageID.table.count)
        #expect(MessageID.of("painted") == nil)
    }
}

func allEvents() throws -> [TrailEvent] {
    let refusal = Refusal("no", remedy: "never")
    let origin = Origin(caller: caller, via: .tick)
    return [
        .intent(try intent(1)),
        .step(id(1), Step(0, .failed, "it said \"no\" \\ /")),
        .active(id(1), Activation(nanoseconds: .max)),
        .measured(id(1), Measurement("load", 59.5, unit: "%", asked: 60)),
        .note(id(1), "a note"), .note(nil, "a note"),
        .rollback(id(1), RollbackCause(.signal, "SIGINT")),
        .ended(id(1), ending(.incomplete)),
        .refused(RefusedAttack(monkey: "kill", words: ["--all"], decision: nil, refusal: refusal, origin: origin)),
        .halt(HaltOrder(reason: "fire", by: caller)),
        .resume(HaltOrder(reason: "out", by: caller)),
    ]
}
