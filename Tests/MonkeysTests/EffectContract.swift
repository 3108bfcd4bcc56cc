import Host
import MonkeyKit
import Testing

/// What somebody else does to the host while the attack stands, and the question whether it outlived our undo.
struct ForeignChange: Sendable {
    /// For failure messages: "another table of the same name".
    let name: String
    let make: @Sendable () async throws -> Void
    /// Whether the change is still as `make` left it.
    let isStillThere: @Sendable () async throws -> Bool
    /// Takes it away again, so that the next round begins clean.
    let clear: @Sendable () async throws -> Void

    init(
        _ name: String, make: @escaping @Sendable () async throws -> Void,
        isStillThere: @escaping @Sendable () async throws -> Bool,
        clear: @escaping @Sendable () async throws -> Void = {}
    ) {
        self.name = name
        self.make = make
        self.isStillThere = isStillThere
        self.clear = clear
    }
}

/// Holds one effect to the contract that `Effect` states. Every effect of every monkey goes through this, here where
/// the machine allows it and in the lab otherwise.
///
/// Each round begins with an effect freshly made, because some change what they name for good (a killed process), and
/// with an empty grip. The rounds:
/// 1. revert without apply changes nothing;
/// 2. apply, apply, revert, revert: stands after the first, is gone after the third, and each second call is harmless;
/// 3. apply, then die: the grip is dropped, and the effect is read back from its JSON and reverted with an empty grip;
/// 4. for each foreign change: apply, the change, revert; the change is still there.
///
/// - Parameters:
///   - make: makes the effect and, where it needs one, its victim; the host is then as before an attack.
///   - host: the machine, or a fake root of it.
///   - snapshot: the part of the host that the effect touches, as text; must read the same before and after a round.
///   - clear: ends what `make` made.
func expectContract<E: Effect>(
    of make: @Sendable () async throws -> E, host: Host = Host(), foreign: [ForeignChange] = [],
    snapshot: @Sendable () async throws -> String = { "" }, clear: @Sendable () async throws -> Void = {},
    sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    func round(
        _ name: String, _ body: (E, EffectContext) async throws -> Void
    ) async throws {
        let effect = try await make()
        let before = try await snapshot()
        let context = EffectContext(host: host, attack: attackOfTests, grip: Grip())
        do {
            let standing = try await effect.inspect(context)
            #expect(standing == .absent, "\(name): before", sourceLocation: sourceLocation)
            try await body(effect, context)
        } catch {
            // Whatever a round left behind must not stay on the machine.
            _ = try? await effect.revert(context)
            try await clear()
            throw error
        }
        #expect(try await snapshot() == before, "\(name): the host as before", sourceLocation: sourceLocation)
        try await clear()
    }

    func expect(
        _ effect: E, is standing: Standing, _ context: EffectContext, _ step: String
    ) async throws {
        #expect(try await effect.inspect(context) == standing, "\(step)", sourceLocation: sourceLocation)
    }

    try await round("revert without apply") { effect, context in
        let reverted = try await effect.revert(context)
        #expect(reverted == .nothingToDo, "revert without apply", sourceLocation: sourceLocation)
        try await expect(effect, is: .absent, context, "after revert without apply")
    }
    try await round("twice each") { effect, context in
        try await effect.apply(context)
        try await expect(effect, is: .applied, context, "after apply")
        try await effect.apply(context)
        try await expect(effect, is: .applied, context, "after the second apply")
        let first = try await effect.revert(context)
        #expect(first.isUndone, "revert said \(first)", sourceLocation: sourceLocation)
        try await expect(effect, is: .absent, context, "after revert")
        let second = try await effect.revert(context)
        #expect(second == .nothingToDo, "the second revert", sourceLocation: sourceLocation)
        try await expect(effect, is: .absent, context, "after the second revert")
    }
    try await round("another process reverts") { effect, context in
        let record = try RecordedEffect(effect)
        // A grip of its own in a scope of its own: dropping it is what the death of the keeper does.
        do {
            let dying = EffectContext(host: context.host, attack: context.attack, grip: Grip())
            try await effect.apply(dying)
        }
        let registry = EffectRegistry([OneEffect<E>()])
        let read = try registry.effect(record)
        let reverted = try await read.revert(context)
        let left = effect.lifetime == .process ? reverted == .nothingToDo || reverted.isUndone : reverted.isUndone
        #expect(left, "revert from the record said \(reverted)", sourceLocation: sourceLocation)
        #expect(try await read.inspect(context) == .absent, "after that revert", sourceLocation: sourceLocation)
    }
    for change in foreign {
        try await round(change.name) { effect, context in
            try await effect.apply(context)
            try await change.make()
            _ = try await effect.revert(context)
            #expect(
                try await change.isStillThere(), "our revert took \(change.name) away", sourceLocation: sourceLocation)
            try await change.clear()
            _ = try await effect.revert(context)
            try await expect(effect, is: .absent, context, "\(change.name): afterwards")
        }
    }
}

extension Reverted {
    var isUndone: Bool {
        switch self {
        case .undone, .undoneWith: true
        case .nothingToDo, .foreign: false
        }
    }
}

/// The attack that tests run under: a valid id, the same in every run.
let attackOfTests = AttackID(milliseconds: 1_767_225_600_000, random: 1)

/// A troop of one effect, for reading it back from a record.
private struct OneEffect<E: Effect>: Monkey {
    let name = "test"
    let summary = ""
    let targets: Set<TargetKind> = []
    let options = OptionTable([])
    let needs: [Need] = []
    var effects: [any Effect.Type] { [E.self] }
    func plan(_ request: PlanRequest, on host: Host) async throws -> Plan { Plan(effects: []) }
}
