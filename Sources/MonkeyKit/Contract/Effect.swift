package import Host

/// One reversible change to the host, as data: what to do, how to undo it, how to see whether it stands.
///
/// The data is written to the trail before `apply` is called, and is all that `revert` in another process, after a
/// crash, has to go by. So it holds the previous values and the identities of what it will make.
///
/// Contract, held by one test over every effect: `apply` and `revert` are idempotent; `revert` without `apply` changes
/// nothing; after `revert`, `inspect` says `absent`; what somebody else changed meanwhile is left alone.
package protocol Effect: Codable, Sendable {
    /// Names the type in the trail, for ever. A changed shape gets a new kind, and the old one stays readable.
    static var kind: String { get }

    /// One line for people: what will be true of the host.
    var summary: String { get }
    /// When it ends by itself even if nobody undoes it.
    var lifetime: Lifetime { get }
    var claims: [Claim] { get }
    /// The exact calls `apply` makes, for the dry run: argument vectors of tools, or the system call in one line.
    var calls: [String] { get }
    /// The exact calls `revert` makes.
    var undoCalls: [String] { get }

    /// Makes the change. Called once the record is durable. Throws `HostError` or a `Refusal`; a half-made change is
    /// cleaned up by `revert`.
    func apply(_ context: EffectContext) async throws

    /// Keeps the change true while the attack lasts: follows restarts, growth, load. Runs in the keeper, is cancelled at
    /// the end. Returning means there is nothing more to do or to watch. `report` puts a measurement into the trail.
    func hold(_ context: EffectContext, report: @escaping @Sendable (Measurement) async -> Void) async throws

    /// What was achieved, read just before the undo.
    func measure(_ context: EffectContext) async throws -> [Measurement]

    /// Takes the change back, as far as it is ours.
    func revert(_ context: EffectContext) async throws -> Reverted

    /// Whether the change stands. Reads only.
    func inspect(_ context: EffectContext) async throws -> Standing
}

extension Effect {
    package func hold(
        _ context: EffectContext, report: @escaping @Sendable (Measurement) async -> Void
    ) async throws {}
    package func measure(_ context: EffectContext) async throws -> [Measurement] { [] }
}

/// When an effect vanishes by itself.
package enum Lifetime: String, Codable, Sendable {
    /// With the process that holds it: an unlinked file, a child.
    case process
    /// With a reboot: links, qdiscs, nft tables, runtime properties.
    case boot
    /// Not at all: a named file.
    case disk
}

/// What `inspect` saw.
package enum Standing: Codable, Hashable, Sendable {
    case applied
    case absent
    /// Something stands in its place that is not ours, or ours was changed by somebody: what, in one line.
    case foreign(String)
}

/// What `revert` did.
package enum Reverted: Codable, Hashable, Sendable {
    case undone
    /// Nothing of ours was there any more.
    case nothingToDo
    /// Something stands there that is not ours any more; it was left alone. `person` is what somebody has to do, if
    /// anything, in exact steps.
    case foreign(String, person: String?)
    /// Undone, and something worth telling: "started nginx.service, which had not come back in 30s".
    case undoneWith(String)
}

/// What an effect may use: the machine, the attack's name, and what this process holds open for it.
package struct EffectContext: Sendable {
    package let host: Host
    package let attack: AttackID
    package let grip: Grip

    package init(host: Host, attack: AttackID, grip: Grip) {
        self.host = host
        self.attack = attack
        self.grip = grip
    }
}
