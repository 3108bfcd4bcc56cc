import Glibc
import Host
import MonkeyKit
import Testing

@testable import Trail

/// A small file system in memory, mounted for one test.
final class SmallDisk: Sendable {
    let state: StateDirectory
    let mountPoint: String

    init(kilobytes: Int) throws {
        state = try StateDirectory()
        mountPoint = state.path
        let mounted = mount("none", mountPoint, "tmpfs", 0, "size=\(kilobytes)k,mode=0700")
        guard mounted == 0 else {
            throw HostError(operation: "mount tmpfs on", subject: mountPoint, cause: "error \(errno)")
        }
    }

    deinit { umount2(mountPoint, Int32(MNT_DETACH)) }

    /// Leaves not one block free.
    func fill() throws {
        let number = open(mountPoint + "/filler", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let file = Descriptor(owning: number)
        let block = [UInt8](repeating: 7, count: 4096)
        while write(file.number, block, block.count) > 0 {}
    }

    func empty() { unlink(mountPoint + "/filler") }

    func remountReadOnly() -> Bool { mount("none", mountPoint, nil, UInt(MS_REMOUNT | MS_RDONLY), nil) == 0 }

    static let canMount: Bool = {
        guard let disk = try? SmallDisk(kilobytes: 64) else { return false }
        return disk.mountPoint != ""
    }()
}

@Suite(
    "A full disk", .enabled(if: SmallDisk.canMount, "needs to mount a tmpfs: run as root with CAP_SYS_ADMIN"))
struct SpaceTests {
    @Test("refuses an attack whose end would not fit, and records the whole end of all that are open")
    func full() throws {
        let disk = try SmallDisk(kilobytes: 4096)
        let trail = disk.state.trail()
        try trail.append([.intent(intent(1, effects: 20))])
        try disk.fill()

        // What was reserved is enough for some more.
        var open: [UInt64] = [1]
        var refused: TrailError?
        while refused == nil, open.count < 50 {
            do {
                try disk.state.trail().append([.intent(intent(UInt64(open.count + 1), effects: 20))])
                open.append(UInt64(open.count + 1))
            } catch {
                refused = error as? TrailError
            }
        }
        #expect(refused?.kind == .noSpace)
        #expect(refused?.description.hasPrefix("no space for the trail") == true)
        #expect(refused?.refusal.remedy.hasPrefix("free some space") == true)
        #expect(try disk.state.trail().open().map(\.id) == open.map { id($0) })

        let long = String(repeating: "x", count: 600)
        for number in open {
            for phase in Step.Phase.allCases {
                let steps = (0..<20).map { TrailEvent.step(id(number), Step($0, phase, long)) }
                try disk.state.trail().append(steps)
            }
            let person = Array(repeating: "tc qdisc del dev eth0 root", count: 20)
            try trail.append([
                .rollback(id(number), RollbackCause(.deadline)),
                .ended(id(number), Ending(.incomplete, exitCode: 5, text: long, duration: .zero, person: person)),
            ])
        }
        #expect(try trail.open().isEmpty)
        #expect(try trail.verify().problems == [])
    }

    @Test("what may be lost does not eat the space of the end")
    func dispensable() throws {
        let disk = try SmallDisk(kilobytes: 2048)
        let trail = disk.state.trail()
        try trail.append([.intent(intent(1))])
        try disk.fill()
        var turnedAway = 0
        for number in 0..<3000 {
            do {
                try trail.append([.measured(id(1), Measurement("load", Double(number), unit: "%"))])
            } catch {
                #expect(error.kind == .noSpace)
                turnedAway += 1
            }
        }
        #expect(turnedAway > 0)
        for effect in 0..<2 { try trail.append([.step(id(1), Step(effect, .reverted))]) }
        try trail.append([.ended(id(1), ending())])
        #expect(try trail.verify().problems == [])
    }

    @Test("a segment that has its size grows on until there is space for the next one")
    func rotation() throws {
        let disk = try SmallDisk(kilobytes: 2048)
        var limits = TrailLimits()
        limits.segment = 2000
        let trail = disk.state.trail(limits)
        try trail.append([.intent(intent(1))])
        try disk.fill()
        for effect in 0..<20 { try trail.append([.step(id(1), Step(effect, .applying))]) }
        #expect(try names(disk.mountPoint + "/trail").compactMap(segmentNumber) == [1])
        disk.empty()
        try trail.append([.step(id(1), Step(0, .reverted))])
        #expect(try names(disk.mountPoint + "/trail").compactMap(segmentNumber) == [1, 2])
        #expect(try trail.open().first?.steps.count == 21)
        #expect(try trail.verify().problems == [])
    }

    @Test("a torn end that cannot be copied is left in its place, told of, and stops nothing")
    func torn() throws {
        let disk = try SmallDisk(kilobytes: 2048)
        try disk.state.trail().append([.intent(intent(1))])
        let before = try readBytes(disk.state.file(1))
        try disk.fill()
        let file = Descriptor(owning: open(disk.state.file(1), O_WRONLY | O_APPEND))
        try file.writeAll(Array(#"{"seq":3,"prev"#.utf8))

        try disk.state.trail().append([.ended(id(1), ending())])
        #expect(try disk.state.trail().open().isEmpty)
        #expect(try Array(readBytes(disk.state.file(1)).prefix(before.count)) == before)
        #expect(try disk.state.trail().records().map(\.header.event) == ["segment", "intent", "torn", "ended"])
        let problems = try disk.state.trail().verify().problems
        #expect(problems.map(\.description) == ["00000001.jsonl:3: corrupt: the line is not a record"])
    }

    @Test("no space at all for a trail is said as what it is")
    func noTrail() throws {
        let disk = try SmallDisk(kilobytes: 512)
        try disk.fill()
        let error = #expect(throws: TrailError.self) { try disk.state.trail().prepare() }
        #expect(error?.kind == .noSpace)
        #expect(try disk.state.trail().state().open.isEmpty)
        disk.empty()
        try disk.state.trail().prepare()
    }

    @Test("a read-only disk can be read, and says why nothing is written")
    func readOnly() throws {
        let disk = try SmallDisk(kilobytes: 2048)
        try disk.state.trail().append([.intent(intent(1))])
        try #require(disk.remountReadOnly())
        #expect(try disk.state.trail().open().map(\.id) == [id(1)])
        #expect(try disk.state.trail().verify().problems == [])
        let error = #expect(throws: TrailError.self) { try disk.state.trail().append([.note(nil, "x")]) }
        #expect(error?.description.contains("Read-only file system") == true, "\(error?.description ?? "")")
    }
}
