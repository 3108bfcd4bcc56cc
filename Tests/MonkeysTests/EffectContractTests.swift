import Host
import MonkeyKit
import Synchronization
import Testing

/// The contract test held to its word: it passes a good effect and fails each kind of bad one.
@Suite struct EffectContractTests {
    @Test func passesAGoodEffect() async throws {
        try await check(.none)
    }

    @Test("finds", arguments: Flaw.allCases.filter { $0 != .none })
    func finds(flaw: Flaw) async throws {
        await withKnownIssue { try await check(flaw) }
    }

    private func check(_ flaw: Flaw) async throws {
        let flag = Flag()
        Flag.all.withLock { $0[flaw] = flag }
        let foreign = ForeignChange("a foreign owner") {
            flag.owner.withLock { $0 = "somebody" }
        } isStillThere: {
            flag.owner.withLock { $0 } == "somebody"
        } clear: {
            flag.owner.withLock { $0 = nil }
        }
        try await expectContract(
            of: { Raise(flaw: flaw) }, foreign: [foreign], snapshot: { flag.owner.withLock { $0 ?? "" } },
            clear: { flag.owner.withLock { $0 = nil } })
    }
}

enum Flaw: String, Codable, CaseIterable, Hashable {
    case none, doesNothing, undoesForeign, leavesIt, needsGrip, revertBreaks, secondApplyFails
}

/// The host of these tests: one flag, raised by an owner.
private final class Flag: Sendable {
    static let all = Mutex<[Flaw: Flag]>([:])
    let owner = Mutex<String?>(nil)
    static func of(_ flaw: Flaw) -> Flag? { all.withLock { $0[flaw] } }
}

/// Raises the flag, with or without a flaw.
private struct Raise: Effect {
    static let kind = "test.raise"
    let flaw: Flaw
    var summary: String { "the flag is raised" }
    var lifetime: Lifetime { .boot }
    var claims: [Claim] { [Claim("flag")] }
    var calls: [String] { ["raise"] }
    var undoCalls: [String] { ["lower"] }

    func apply(_ context: EffectContext) async throws {
        if flaw == .doesNothing { return }
        let wasUp = Flag.of(flaw)?.owner.withLock { owner in
            defer { owner = "monkey" }
            return owner != nil
        }
        if flaw == .needsGrip { context.grip.keep(Box(), as: "box") }
        if flaw == .secondApplyFails, wasUp == true { throw Refusal("raised already", remedy: "lower it") }
    }

    func revert(_ context: EffectContext) async throws -> Reverted {
        if flaw == .leavesIt { return .undone }
        if flaw == .needsGrip, context.grip.held("box", as: Box.self) == nil { return .nothingToDo }
        return Flag.of(flaw)?.owner.withLock { owner -> Reverted in
            switch owner {
            case "monkey":
                owner = nil
                return .undone
            case nil:
                if flaw == .revertBreaks { owner = "monkey" }
                return .nothingToDo
            default:
                if flaw == .undoesForeign { owner = nil }
                return .foreign("somebody holds it", person: nil)
            }
        } ?? .nothingToDo
    }

    func inspect(_ context: EffectContext) async throws -> Standing {
        switch Flag.of(flaw)?.owner.withLock({ $0 }) {
        case nil: .absent
        case "monkey": .applied
        case let other?: .foreign(other)
        }
    }
}

private final class Box: Sendable {}
