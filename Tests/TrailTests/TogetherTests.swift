import Glibc
import Host
import MonkeyKit
import Synchronization
import Testing

@testable import Trail

@Suite("Many at once")
struct TogetherTests {
    /// Runs the body in as many tasks; each opens the files itself, as a process of its own would.
    private func atOnce(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count { group.addTask { try body(number) } }
            try await group.waitForAll()
        }
    }

    @Test("appends of many are one chain, and none is lost or torn")
    func appends() async throws {
        let state = try StateDirectory()
        var limits = TrailLimits()
        limits.segment = 20_000
        let small = limits
        try await atOnce(16) { number in
            let trail = state.trail(small)
            for turn in 0..<20 {
                try trail.append([
                    .note(id(UInt64(number)), "\(turn) first"), .note(id(UInt64(number)), "\(turn) second"),
                ])
            }
        }
        let report = try state.trail().verify()
        #expect(report.problems == [])
        let notes = try state.trail().records().filter { $0.header.event == "note" }
        #expect(notes.count == 640)
        // The records of one append stand side by side.
        for place in stride(from: 0, to: notes.count, by: 2) { #expect(notes[place].attack == notes[place + 1].attack) }
    }

    @Test("a limit decided in a transaction holds exactly")
    func limit() async throws {
        let state = try StateDirectory()
        let begun = Atomic(0)
        try await atOnce(100) { number in
            try state.trail().transaction { (transaction: inout TrailTransaction) in
                guard transaction.state.open.count < 3 else { return }
                try transaction.append([.intent(intent(UInt64(number)))])
                begun.add(1, ordering: .relaxed)
            }
        }
        #expect(begun.load(ordering: .relaxed) == 3)
        #expect(try state.trail().open().count == 3)
    }

    @Test("a transaction keeps readers and writers out until its body has returned")
    func keepsOut() throws {
        let state = try StateDirectory()
        let directory = state.path + "/trail"
        try state.trail().transaction { (transaction: inout TrailTransaction) in
            for mode in [FileLock.Mode.shared, .exclusive] {
                let error = #expect(throws: HostError.self) {
                    _ = try FileLock(Directory(directory).open("lock", .openOrMake), mode, patience: .zero)
                }
                #expect(error?.isHeld == true)
            }
            try transaction.append([.note(nil, "x")])
            #expect(throws: HostError.self) {
                _ = try FileLock(Directory(directory).open("lock", .openOrMake), .shared, patience: .zero)
            }
        }
        _ = try FileLock(Directory(directory).open("lock", .readWrite), .exclusive, patience: .zero)
    }

    @Test("one trail used by many tasks")
    func shared() async throws {
        let state = try StateDirectory()
        let trail = state.trail()
        try await atOnce(50) { number in try trail.append([.intent(intent(UInt64(number)))]) }
        #expect(try trail.open().count == 50)
        #expect(try trail.verify().problems == [])
    }

    @Test("a transaction inside of a transaction is an error, not a deadlock")
    func nested() throws {
        let state = try StateDirectory()
        let trail = state.trail()
        try trail.transaction { (transaction: inout TrailTransaction) in
            let error = #expect(throws: TrailError.self) { try trail.append([.note(nil, "x")]) }
            #expect(error?.description.contains("inside of one") == true)
            try transaction.append([.note(nil, "y")])
        }
        #expect(try trail.records().map(\.header.event) == ["segment", "note"])
    }

    @Test("a lock that is not given back is an answer, not a hang")
    func stuck() throws {
        let state = try StateDirectory()
        try state.trail().prepare()
        var limits = TrailLimits()
        limits.patience = .milliseconds(5)
        let directory = try Directory(state.path + "/trail")
        let lock = try FileLock(directory.open("lock", .readWrite), .exclusive, patience: .zero)
        let error = #expect(throws: TrailError.self) { try state.trail(limits).append([.note(nil, "x")]) }
        #expect(error?.kind == .busy)
        #expect(error?.description.contains("process \(getpid())") == true)
        #expect(throws: TrailError.self) { try state.trail(limits).state() }
        _ = consume lock
        try state.trail(limits).append([.note(nil, "x")])
    }

    @Test("what is appended can be followed from a place")
    func follow() throws {
        let state = try StateDirectory()
        var limits = TrailLimits()
        limits.segment = 3000
        let trail = state.trail(limits)
        #expect(try trail.end() == .start)
        try trail.append([.intent(intent(1))])
        var place = try trail.end()
        var seen: [String] = []
        for number in 0..<20 {
            try trail.append([.note(id(1), "\(number)"), .intent(intent(UInt64(50 + number)))])
            let (records, next) = try state.trail().read(from: place)
            seen += records.map(\.header.event)
            place = next
        }
        #expect(seen.filter { $0 == "note" }.count == 20)
        #expect(seen.filter { $0 == "segment" }.count > 2)
        #expect(try trail.read(from: place).0.isEmpty)
        #expect(try trail.end() == place)
        #expect(try trail.attack(id(1))?.intent == intent(1))
        #expect(try trail.attack(id(1))?.records.count == 21)
        #expect(try trail.attack(id(99)) == nil)
    }
}
