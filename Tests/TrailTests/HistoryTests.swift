import Host
import MonkeyKit
import Testing

@testable import Trail

@Suite("History for limits")
struct HistoryTests {
    private let day: Int64 = 86400

    @Test("tells who was hit when, by which policy, and how it ended; older segments are left alone")
    func summaries() throws {
        let state = try StateDirectory()
        var limits = TrailLimits()
        limits.segment = 1
        for number in 0..<6 {
            let clock = TestClock(boot: "boot-\(number)", day: 20_000 + Int64(number))
            let trail = state.trail(limits, clock: clock)
            try trail.append([.intent(intent(UInt64(number), group: "g\(number)"))])
            if number != 4 { try trail.append([.ended(id(UInt64(number)), ending())]) }
        }
        let now = TestClock(boot: "boot-9", day: 20_006)
        // What is not read cannot hurt: a segment of long ago that is no text at all.
        try writeBytes([0, 1, 2, 10], to: state.file(1))
        let found = try state.trail(limits, clock: now).history(since: WallTime(seconds: 20_003 * day))
        #expect(found.map(\.group) == ["g3", "g4", "g5"])
        #expect(found.map(\.outcome) == [.done, nil, .done])
        #expect(found.first?.targets == [.unit("nginx\u{1b}[31m.service")])
        #expect(found.first?.policy == "checkout")
        #expect(found.first?.via == .unleash)
        let inside = try state.trail(limits, clock: now).transaction { (transaction: inout TrailTransaction) in
            try transaction.append([.intent(intent(7))])
            return try transaction.history(since: WallTime(seconds: 20_003 * day))
        }
        #expect(inside.count == 4)
    }

    @Test("a wall clock that was moved does not let a cool-down end early")
    func moved() throws {
        let state = try StateDirectory()
        // The attack began while the clock of this boot stood ten days behind.
        try state.trail(clock: TestClock(boot: "boot-1", day: 19_990)).append([.intent(intent(1))])
        let now = TestClock(boot: "boot-1", day: 20_000)
        for _ in 0..<100 { _ = now.now() }
        let found = try state.trail(clock: now).history(since: WallTime(seconds: 20_000 * day))
        #expect(found.map(\.id) == [id(1)])
        #expect(found.first.map { $0.began > WallTime(seconds: 20_000 * day) } == true)
    }

    @Test("no trail, no history")
    func none() throws {
        let state = try StateDirectory()
        #expect(try state.trail().history(since: WallTime(seconds: 0)).isEmpty)
        #expect(try state.trail().state().open.isEmpty)
        #expect(try state.trail().verify().isSound)
        #expect(try names(state.path).isEmpty)
    }
}
