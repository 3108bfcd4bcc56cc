import Glibc
import Host
import MonkeyKit
import Synchronization
import Testing

@testable import Trail

/// A state directory of its own for one test, removed afterwards.
final class StateDirectory: Sendable {
    let path: String

    init() throws {
        // In memory where that can be had: a test makes thousands of records durable.
        let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        path = "\(parent)/monkey-trail-\(UInt64.random(in: 0 ... .max))"
        try Directory.make(path)
    }

    deinit {
        removeTree(path)
    }

    /// A trail as a process of its own would open it.
    func trail(_ limits: TrailLimits = TrailLimits(), clock: TestClock = TestClock()) -> Trail {
        Trail(stateDirectory: path, host: Host(), limits: limits, now: clock.now)
    }

    func file(_ number: Int) -> String { path + "/trail/" + segmentName(number) }
}

/// A clock that goes on by a second each time it is asked.
final class TestClock: Sendable {
    private let ticks = Mutex<UInt64>(0)
    let boot: String
    let day: Int64

    init(boot: String = "boot-1", day: Int64 = 20_000) {
        self.boot = boot
        self.day = day
    }

    var now: @Sendable () -> Moment {
        { [self] in
            let tick = ticks.withLock { ticks in
                ticks += 1
                return ticks
            }
            let time = WallTime(seconds: day * 86400 + Int64(tick))
            return Moment(time: time.description, boot: boot, uptime: tick * 1_000_000_000)
        }
    }
}

func id(_ number: UInt64) -> AttackID { AttackID(milliseconds: 1_767_225_600_000 + Int64(number), random: number) }

let caller = Caller(uid: 0, loginUID: 1000, sudoUser: "ann", tty: "/dev/pts/1", sshClient: "192.0.2.7")

/// An attack on a unit, with some effects.
func intent(_ number: UInt64, effects: Int = 2, group: String = "web") throws -> Intent {
    let decision = Decision(
        verdict: .allow, policy: "checkout", group: group, targets: [.unit("nginx\u{1b}[31m.service")],
        options: OptionValues(["signal": "KILL"]), duration: .seconds(60), seed: .max,
        reasons: [Reason("window", .pass, "it is Tuesday")])
    let effect = try RecordedEffect(NoEffect(previous: "max 100000"))
    return Intent(
        attack: id(number), monkey: "kill", origin: Origin(caller: caller, via: .unleash, reason: "game day"),
        decision: decision, plan: Array(repeating: effect, count: effects), end: .duration, notes: [],
        duration: .seconds(60), boot: "boot-1", startedAt: 5, deadline: 60_000_000_005,
        deadlineTime: "2026-01-01T00:01:00.000000Z", version: "0.1.0",
        follower: ProcessIdentity(pid: 412, startTime: 9), guardKind: "systemd")
}

func ending(_ outcome: Ending.Outcome = .done) -> Ending {
    Ending(outcome, exitCode: 0, text: "it is over", duration: .seconds(60))
}

/// Changes nothing; has something to remember.
struct NoEffect: Effect {
    static let kind = "test.none"
    let previous: String
    var summary: String { "nothing is changed" }
    var lifetime: Lifetime { .process }
    var claims: [Claim] { [Claim("test")] }
    var calls: [String] { ["true"] }
    var undoCalls: [String] { ["true"] }
    func apply(_ context: EffectContext) async throws {}
    func revert(_ context: EffectContext) async throws -> Reverted { .nothingToDo }
    func inspect(_ context: EffectContext) async throws -> Standing { .absent }
}

func readBytes(_ path: String) throws -> [UInt8] { try readFile(path) }

func writeBytes(_ bytes: [UInt8], to path: String) throws {
    chmod(path, 0o600)
    unlink(path)
    let number = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    let file = Descriptor(owning: number)
    try file.writeAll(bytes)
}

/// The lines of a file, each with its newline.
func lines(_ bytes: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var line: [UInt8] = []
    for byte in bytes {
        line.append(byte)
        if byte == 10 {
            lines.append(line)
            line = []
        }
    }
    return line.isEmpty ? lines : lines + [line]
}

func removeTree(_ path: String) {
    guard let directory = try? Directory(path) else { return }
    for name in (try? directory.names()) ?? [] {
        let child = path + "/" + name
        if unlink(child) != 0 { removeTree(child) }
    }
    rmdir(path)
}

func names(_ path: String) throws -> [String] { try Directory(path).names().sorted() }
