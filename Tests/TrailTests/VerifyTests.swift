import Glibc
import MonkeyKit
import Testing

@testable import Trail

@Suite("Verifying")
struct VerifyTests {
    /// Three segments with attacks in them.
    private func filled() throws -> StateDirectory {
        let state = try StateDirectory()
        var limits = TrailLimits()
        limits.segment = 5000
        let trail = state.trail(limits)
        for number in 1..<16 {
            try trail.append([.intent(intent(UInt64(number))), .ended(id(UInt64(number)), ending())])
        }
        #expect(try trail.verify().problems == [])
        return state
    }

    @Test("any flipped bit in any byte of a line is named, and stops nothing else")
    func bitFlips() throws {
        let state = try filled()
        let original = try readBytes(state.file(1))
        let all = lines(original)
        let start = all[0].count
        let count = try state.trail().records().count
        for offset in stride(from: start, to: start + all[1].count - 1, by: 3) {
            for bit in [0, 5] {
                var bytes = original
                bytes[offset] ^= 1 << bit
                if bytes[offset] == 10 { continue }  // makes two lines of one: the case below
                try writeBytes(bytes, to: state.file(1))
                let problems = try state.trail().verify().problems
                #expect(
                    problems.contains { $0.file == "00000001.jsonl" && [1, 2, 3].contains($0.line) }, "at \(offset)")
                #expect(problems.count <= 2, "at \(offset)")
                #expect(try state.trail().records().count >= count - 1)
            }
        }
    }

    private struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let problems: [String]
        let harm: @Sendable (StateDirectory) throws -> Void
    }

    private static let damages: [Damage] = [
        Damage(testDescription: "a line becomes two", problems: ["00000001.jsonl:2: corrupt"]) { state in
            var all = lines(try readBytes(state.file(1)))
            all[1][50] = 10
            try writeBytes(Array(all.joined()), to: state.file(1))
        },
        Damage(testDescription: "a line is removed", problems: ["00000001.jsonl:3: gap"]) { state in
            var all = lines(try readBytes(state.file(1)))
            all.remove(at: 2)
            try writeBytes(Array(all.joined()), to: state.file(1))
        },
        Damage(testDescription: "a line is changed and stays a record", problems: ["00000001.jsonl:2: chain"]) {
            state in
            let text = String(decoding: try readBytes(state.file(1)), as: UTF8.self)
            let changed = text.replacing("game day", with: "gain day", maxReplacements: 1)
            try writeBytes(Array(changed.utf8), to: state.file(1))
        },
        Damage(testDescription: "two lines change places", problems: ["00000001.jsonl:2: gap"]) { state in
            var all = lines(try readBytes(state.file(1)))
            all.swapAt(1, 2)
            try writeBytes(Array(all.joined()), to: state.file(1))
        },
        Damage(testDescription: "a segment is missing", problems: ["00000002.jsonl: missing"]) { state in
            unlink(state.file(2))
        },
        Damage(testDescription: "the first segment is missing", problems: ["00000001.jsonl: missing"]) { state in
            unlink(state.file(1))
        },
        Damage(testDescription: "a segment stands in the place of another", problems: ["00000002.jsonl:1: gap"]) {
            state in
            try writeBytes(readBytes(state.file(1)), to: state.file(2))
        },
        Damage(testDescription: "the end of a sealed segment is cut off", problems: ["00000002.jsonl:1: gap"]) {
            state in
            let all = lines(try readBytes(state.file(1)))
            try writeBytes(Array(all.dropLast().joined()), to: state.file(1))
        },
        Damage(testDescription: "the end of the last line is missing", problems: ["LAST: torn"]) { state in
            let last = try #require(try names(state.path + "/trail").compactMap(segmentNumber).max())
            try writeBytes(readBytes(state.file(last)).dropLast(), to: state.file(last))
        },
        Damage(testDescription: "the last line is changed inside", problems: ["LAST: corrupt"]) { state in
            let last = try #require(try names(state.path + "/trail").compactMap(segmentNumber).max())
            var bytes = try readBytes(state.file(last))
            bytes[bytes.count - 4] = UInt8(ascii: "x")
            try writeBytes(bytes, to: state.file(last))
        },
        Damage(testDescription: "a file does not belong there", problems: ["notes.txt: stray"]) { state in
            try writeBytes([65], to: state.path + "/trail/notes.txt")
        },
    ]

    @Test("names the place of", arguments: damages)
    private func place(_ damage: Damage) throws {
        let state = try filled()
        try damage.harm(state)
        let problems = try state.trail().verify().problems
        let last = try #require(try names(state.path + "/trail").compactMap(segmentNumber).max())
        for expected in damage.problems {
            let place = expected.replacing("LAST", with: segmentName(last))
            let file = place.prefix { $0 != ":" }
            let kind = place.split(separator: " ").last ?? ""
            let line = place.split(separator: ":").dropFirst().first.flatMap { Int($0) }
            #expect(
                problems.contains { $0.file == file && $0.kind.rawValue == kind && (line == nil || $0.line == line) },
                "\(problems)")
        }
        #expect(problems.count <= 4, "\(problems)")
    }

    @Test("a set-aside file that was removed is missed")
    func removedTorn() throws {
        let state = try StateDirectory()
        try state.trail().append([.intent(intent(1))])
        try writeBytes(readBytes(state.file(1)) + [65], to: state.file(1))
        try state.trail().prepare()
        unlink(state.path + "/trail/torn-00000001-1")
        #expect(try state.trail().verify().problems.map(\.kind) == [.missing])
    }

    @Test("an intent that cannot be read is reported as lost, with what stands there")
    func lost() throws {
        let state = try StateDirectory()
        try state.trail().append([.intent(intent(1)), .step(id(1), Step(0, .applying))])
        let text = String(decoding: try readBytes(state.file(1)), as: UTF8.self)
        try writeBytes(Array(text.replacing(#""plan":["#, with: #""plam":["#).utf8), to: state.file(1))
        let seen = try state.trail().state()
        #expect(seen.open.isEmpty)
        #expect(seen.lost.map(\.id) == [id(1)])
        #expect(seen.lost.first?.record?.text.contains("undo") == true)

        try writeBytes(Array(text.replacing(#"{"seq":2,"#, with: #"{"soq":2,"#).utf8), to: state.file(1))
        #expect(try state.trail().state().lost.map(\.id) == [id(1)])
    }

    @Test("an export is the bytes as they stand")
    func export() throws {
        let state = try filled()
        var bytes: [UInt8] = []
        let report = try state.trail().export { bytes += $0 }
        let segments = try names(state.path + "/trail").compactMap(segmentNumber)
        #expect(try bytes == segments.flatMap { try readBytes(state.file($0)) })
        #expect(report.bytes == bytes.count)
        #expect(report.isSound)
    }
}
