import Host
import MonkeyKit
import Testing

@testable import Disk

@Suite struct FillGoalTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let goal: FillGoal
        let space: Space
        var held: Int64 = 0
        let missing: Int64
        var testDescription: String { name }
    }

    /// 1000 blocks of 4 KiB, 50 of them root's, 200 used.
    static let fifth = Space(blockSize: 4096, blocks: 1000, free: 800, available: 750)
    /// Root has gone into its reserve.
    static let beyond = Space(blockSize: 4096, blocks: 1000, free: 20, available: 0)

    @Test(arguments: [
        Case(name: "percent as df counts", goal: .fill(Percent(50)), space: fifth, missing: 275 * 4096),
        Case(name: "all of it", goal: .fill(Percent(100)), space: fifth, missing: 750 * 4096),
        Case(name: "fuller than asked", goal: .fill(Percent(10)), space: fifth, missing: -105 * 4096),
        Case(name: "beyond full", goal: .fill(Percent(100)), space: beyond, missing: 0),
        Case(name: "an amount", goal: .size(ByteCount(8192)), space: fifth, held: 4096, missing: 4096),
        Case(name: "an amount is ours alone", goal: .size(ByteCount(8192)), space: beyond, held: 8192, missing: 0),
        Case(name: "leave some", goal: .leave(ByteCount(40960)), space: fifth, missing: 740 * 4096),
        Case(name: "leave more than there is", goal: .leave(ByteCount(40960)), space: beyond, missing: -40960),
    ])
    func missing(_ row: Case) {
        #expect(row.goal.missing(in: row.space, held: row.held) == row.missing)
    }

    @Test func percentIsOfWhatUsersCanReach() {
        #expect(Self.fifth.percent == 200.0 / 950 * 100)
        #expect(Self.beyond.percent == 100)
    }

    @Test(arguments: [
        ("36 35 98:0 /mnt1 /mnt\\0402 rw,noatime master:1 - ext3 /dev/root rw,errors=continue", "/mnt 2", "ext3"),
        ("25 1 0:23 / / rw shared:1 master:2 propagate_from:3 - fuse.sshfs a:/b rw", "/", "fuse.sshfs"),
        ("25 1 0:23 / /x rw - tmpfs none rw", "/x", "tmpfs"),
    ])
    func mountLine(line: String, point: String, type: String) throws {
        let entry = try #require(MountEntry(line: line[...]))
        #expect(entry.point == point)
        #expect(entry.type == type)
    }

    @Test(arguments: ["", "36 35 98:0", "x 35 98:0 / / rw - ext4 a b", "36 35 98:0 / / rw ext4 a b"])
    func noMountLine(line: String) {
        #expect(MountEntry(line: line[...]) == nil)
    }
}
