import Glibc
import Testing

@testable import Host

@Suite("The clock since boot")
struct BootClockTests {
    typealias Instant = BootClock.Instant

    @Test(
        "stops at the ends of its range instead of running over",
        arguments: [
            (5, Duration.nanoseconds(3), 8), (5, .nanoseconds(-3), 2), (5, .nanoseconds(-6), 0),
            (.max - 1, .seconds(1), .max), (7, .seconds(Int64.max), 7 + UInt64(Int64.max)),
        ] as [(UInt64, Duration, UInt64)])
    func advanced(start: UInt64, step: Duration, expected: UInt64) {
        #expect(Instant(nanoseconds: start).advanced(by: step).nanoseconds == expected)
    }

    @Test("measures both ways")
    func durations() {
        let (early, late) = (Instant(nanoseconds: 1), Instant(nanoseconds: 2_000_000_001))
        #expect(early.duration(to: late) == .seconds(2))
        #expect(late.duration(to: early) == .seconds(-2))
        #expect(early < late)
    }

    @Test("goes forward, and agrees with /proc/uptime")
    func now() throws {
        let clock = BootClock()
        let before = clock.now
        let uptime = try #require(Double(readText("/proc/uptime").prefix { $0 != " " }))
        let after = clock.now
        #expect(Double(before.nanoseconds) / 1e9 - 0.02 <= uptime)
        #expect(uptime <= Double(after.nanoseconds) / 1e9 + 0.02)
        #expect(clock.bootID.utf8.count == 36)
    }

    @Test("wakes after the instant, not before, and at once for one that is past")
    func sleep() async throws {
        let clock = BootClock()
        try await clock.sleep(until: Instant(nanoseconds: 0))
        let due = clock.now.advanced(by: .milliseconds(20))
        try await clock.sleep(until: due)
        #expect(clock.now >= due)
    }

    @Test("stops waiting at once when the task is cancelled")
    func cancelled() async throws {
        let task = Task { try await BootClock().sleep(until: BootClock().now.advanced(by: .seconds(3600))) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("a timer of its own is readable once it is due")
    func timer() async throws {
        let due = BootClock().now.advanced(by: .milliseconds(10))
        let timer = HeldDescriptor(try BootClock.timer(at: due))
        try await readable(timer.number)
        #expect(BootClock().now >= due)
    }
}

@Suite("Waiting for a descriptor")
struct ReadinessTests {
    /// The two ends of a pipe.
    static func pipe() throws -> (read: HeldDescriptor, write: HeldDescriptor) {
        var ends: [Int32] = [0, 0]
        try check(Glibc.pipe(&ends))
        return (HeldDescriptor(Descriptor(owning: ends[0])), HeldDescriptor(Descriptor(owning: ends[1])))
    }

    @Test("ends when there is something to read")
    func data() async throws {
        let pipe = try Self.pipe()
        async let wait: Void = readable(pipe.read.number)
        try pipe.write.descriptor.writeAll([1])
        try await wait
        try await readable(pipe.read.number)  // still there
    }

    @Test("ends when the other end is closed")
    func hangup() async throws {
        let (read, write) = try Self.pipe()
        let copy = try write.descriptor.duplicate()
        async let wait: Void = readable(read.number)
        try copy.close()
        _ = consume write
        try await wait
    }

    @Test("ends at once when the task is cancelled, and the descriptor can be waited for again")
    func cancel() async throws {
        let pipe = try Self.pipe()
        for _ in 0..<50 {
            let task = Task { try await readable(pipe.read.number) }
            await Task.yield()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        async let wait: Void = readable(pipe.read.number)
        try pipe.write.descriptor.writeAll([1])
        try await wait
    }

    @Test("by two tasks on one descriptor wakes both")
    func two() async throws {
        let pipe = try Self.pipe()
        async let first: Void = readable(pipe.read.number)
        async let second: Void = readable(pipe.read.number)
        try pipe.write.descriptor.writeAll([1])
        _ = try await (first, second)
    }

    @Test("that is not open is an error, not the end of the program")
    func closed() async throws {
        await #expect(throws: HostError.self) { try await readable(1_000_000) }
    }

    @Test("to be written to ends when there is room")
    func room() async throws {
        let pipe = try Self.pipe()
        try await writable(pipe.write.number)
    }
}

@Suite("Signals as events")
struct SignalTests {
    @Test("say which came, and from whom")
    func take() throws {
        let watch = try SignalWatch([SIGWINCH, SIGURG])
        #expect(try watch.take() == nil)
        // To this thread, on which both the block and the read below hold.
        #expect(raise(SIGWINCH) == 0)
        #expect(try watch.take() == SignalWatch.Event(signal: SIGWINCH, sender: getpid(), senderUserID: getuid()))
        #expect(try watch.take() == nil)
    }

    @Test("that are none cannot be watched for")
    func none() {
        #expect(throws: HostError.self) { _ = try SignalWatch([4711]) }
    }

    @Test(
        "are read by name and number",
        arguments: [
            ("KILL", 9), ("SIGKILL", 9), ("sigterm", 15), ("9", 9), ("64", 64), ("0", nil), ("65", nil), ("-9", nil),
            ("", nil), ("SIG", nil), ("SIGSIGKILL", nil), ("KILL ", nil),
        ] as [(String, Int32?)])
    func names(text: String, number: Int32?) {
        #expect(signalNumber(text) == number)
        if let number, number < 32 { #expect(signalNumber(signalName(number)) == number) }
    }
}
