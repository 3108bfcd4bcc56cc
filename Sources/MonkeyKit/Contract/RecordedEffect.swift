internal import FoundationEssentials

/// An effect as the trail holds it. Readable without knowing its type: recovery and claims must work on records of
/// monkeys that this binary does not have.
package struct RecordedEffect: Codable, Hashable, Sendable {
    package let kind: String
    package let summary: String
    package let lifetime: Lifetime
    package let claims: [Claim]
    package let calls: [String]
    package let undo: [String]
    package let data: JSONValue

    package init(_ effect: any Effect) throws {
        kind = type(of: effect).kind
        summary = effect.summary
        lifetime = effect.lifetime
        claims = effect.claims
        calls = effect.calls
        undo = effect.undoCalls
        data = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(effect))
    }
}

/// The effects this binary knows, by kind.
package struct EffectRegistry: Sendable {
    private let types: [String: any Effect.Type]

    /// Two effects of one kind are a mistake in the program, found by its first test.
    package init(_ monkeys: [any Monkey]) {
        let all = monkeys.flatMap(\.effects).map { ($0.kind, $0) }
        types = Dictionary(all) { first, second in
            precondition(first == second, "two effects are named \(first.kind)")
            return first
        }
    }

    package var kinds: [String] { types.keys.sorted() }

    /// - Throws: `UnknownEffect`, or a `DecodingError` if the data are not what the kind says.
    package func effect(_ record: RecordedEffect) throws -> any Effect {
        guard let type = types[record.kind] else { throw UnknownEffect(kind: record.kind, undo: record.undo) }
        return try decode(type, from: JSONEncoder().encode(record.data))
    }

    private func decode<E: Effect>(_ type: E.Type, from data: Data) throws -> any Effect {
        try JSONDecoder().decode(type, from: data)
    }
}

/// The trail holds an effect that this binary cannot undo; the steps for a person stand in it.
package struct UnknownEffect: Error, CustomStringConvertible {
    package let kind: String
    package let undo: [String]

    package var description: String {
        "the effect \(kind) is not known to this version of monkey; undo it by hand: " + undo.joined(separator: "; ")
    }
}
