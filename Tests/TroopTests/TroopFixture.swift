import FoundationEssentials
import Host
import MonkeyKit
import Policy
import Trail
import Troop

/// A troop with a state directory of its own and a monkey that writes files in it: everything real but the harm.
final class TroopFixture: Sendable {
    let folder: String
    let troop: Troop

    init() throws {
        let parent = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : "/tmp"
        folder = "\(parent)/monkey-troop-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder + "/state/attacks", withIntermediateDirectories: true)
        let host = Host()
        let paths = Paths(config: folder + "/etc", state: folder + "/state")
        troop = Troop(
            host: host, paths: paths, monkeys: [ScribbleMonkey()],
            trail: Trail(stateDirectory: paths.state, host: host), executable: "/bin/false", version: "0.1.0")
        try troop.trail.prepare()
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func scribble(_ name: String, before: String? = nil, flaw: Scribble.Flaw? = nil) throws -> Scribble {
        if let before { try write(before, to: name) }
        return Scribble(path: "\(folder)/\(name)", before: before, log: "\(folder)/order", flaw: flaw)
    }

    func write(_ text: String, to name: String) throws {
        try text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
    }

    /// Nil if there is no such file.
    func read(_ name: String) -> String? { try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }

    /// Puts an attack into the trail as one that was begun and that nobody holds any more, with its effects applied.
    func begin(
        _ effects: [Scribble], apply: Bool = true, boot: String? = nil, lifetime: Duration = .seconds(600)
    ) async throws -> Intent {
        let now = troop.host.clock.now
        let intent = Intent(
            attack: AttackID(milliseconds: 1_767_225_600_000, random: .random(in: 0 ... .max)), monkey: "scribble",
            origin: Origin(caller: nobody, via: .unleash, reason: "a test"),
            decision: Decision(
                verdict: .allow, policy: "test", group: "files", targets: [.host], options: OptionValues([:]),
                duration: .seconds(600), seed: 1, reasons: []),
            plan: try effects.map(RecordedEffect.init), end: .duration, notes: [], duration: .seconds(600),
            boot: boot ?? troop.host.clock.bootID, startedAt: now.nanoseconds,
            deadline: now.advanced(by: lifetime).nanoseconds, deadlineTime: "2026-01-01T00:10:00.000000Z",
            version: "0.1.0", follower: nil, guardKind: "guardian")
        try troop.trail.append([.intent(intent)])
        let context = EffectContext(host: troop.host, attack: intent.attack, grip: Grip())
        if apply { for effect in effects { try await effect.apply(context) } }
        return intent
    }

    /// The phases of an attack's steps in the trail, as `2 reverted`.
    func steps(of attack: AttackID) throws -> [String] {
        try troop.trail.records(of: attack, since: nil).compactMap { record in
            guard case .step(_, let step) = record.event() else { return nil }
            return "\(step.effect) \(step.phase)"
        }
    }
}

private let nobody = Caller(uid: 0, loginUID: nil, sudoUser: nil, tty: nil, sshClient: nil)

struct ScribbleMonkey: Monkey {
    let name = "scribble"
    let summary = "writes into a file of the test"
    let targets: Set<TargetKind> = [.host]
    let options = OptionTable([])
    let effects: [any Effect.Type] = [Scribble.self]
    let needs: [Need] = []
    func plan(_ request: PlanRequest, on host: Host) async throws -> Plan { Plan(effects: []) }
}

/// Replaces a file's text by the attack's name, and puts the text before back.
struct Scribble: Effect {
    enum Flaw: String, Codable { case revertFails, staysApplied }

    static let kind = "test.scribble"
    let path: String
    let before: String?
    /// Where each undo leaves a line.
    let log: String
    let flaw: Flaw?

    var summary: String { "\(path) is scribbled on" }
    var lifetime: Lifetime { .disk }
    var claims: [Claim] { [Claim("file:\(path)")] }
    var calls: [String] { ["write \(path)"] }
    var undoCalls: [String] { ["restore \(path)"] }

    private var text: String? { try? String(contentsOfFile: path, encoding: .utf8) }

    func apply(_ context: EffectContext) async throws {
        try context.attack.text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    func revert(_ context: EffectContext) async throws -> Reverted {
        let undone = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        try "\(undone)\(URL(filePath: path).lastPathComponent) "
            .write(toFile: log, atomically: false, encoding: .utf8)
        switch flaw {
        case .revertFails: throw HostError(operation: "restore", subject: path, cause: "a test wants it so")
        case .staysApplied: return .undone
        case nil: break
        }
        switch text {
        case before: return .nothingToDo
        case context.attack.text: break
        default: return .foreign("\(path) was changed by somebody else", person: "look at \(path)")
        }
        if let before {
            try before.write(toFile: path, atomically: false, encoding: .utf8)
        } else {
            try FileManager.default.removeItem(atPath: path)
        }
        return .undone
    }

    func inspect(_ context: EffectContext) async throws -> Standing {
        switch text {
        case before: .absent
        case context.attack.text: .applied
        default: .foreign("\(path) was changed by somebody else")
        }
    }
}
