internal import Host
package import MonkeyKit

/// A filesystem filled by a file under a name of its own, for drills in which people are to find it.
///
/// The file begins with a line that names the attack: that line, not the name, is what the undo goes by.
package struct VisibleFillEffect: Effect {
    package static let kind = "disk.visible"

    package let place: FillPlace
    package let goal: FillGoal
    package let attack: AttackID
    /// Free when the plan was made; taken only if still free.
    package let name: String

    package var path: String { place.directory == "/" ? "/\(name)" : "\(place.directory)/\(name)" }
    /// The first bytes of the file.
    var header: [UInt8] {
        Array("monkey attack \(attack): this file fills the filesystem on purpose; monkey rollback \(attack)\n".utf8)
    }

    package var summary: String {
        "\(escaped(place.mountPoint)) (\(place.type)) filled \(goal.words) by \(escaped(path))"
    }
    package var lifetime: Lifetime { .disk }
    package var claims: [Claim] { [Claim("fill:\(place.mountPoint)")] }
    package var calls: [String] {
        [
            "openat2(\"\(escaped(place.directory))\", O_DIRECTORY, RESOLVE_NO_SYMLINKS)",
            "openat(directory, \".\", O_TMPFILE|O_RDWR, 0600)",
            "linkat(file, directory, \"\(escaped(name))\"), fails if the name is taken",
            "fallocate(file, 0, 0, BYTES), \(goal.words)",
        ]
    }
    package var undoCalls: [String] {
        [
            "openat(directory, \"\(escaped(name))\", O_NOFOLLOW), a regular file that begins \"monkey attack \(attack)\"",
            "unlinkat(directory, \"\(escaped(name))\")",
        ]
    }

    private var key: String { "\(Self.kind):\(path)" }

    package func apply(_ context: EffectContext) async throws {
        guard context.grip.held(key, as: FillFile.self) == nil else { return }
        let directory = try place.open()
        if case .ours = try find(in: directory, held: nil) { return }
        let fill = FillFile(try directory.descriptor.createFile(named: name, beginningWith: header))
        do {
            try directory.descriptor.synchronise()
            _ = try fill.settle(goal)
        } catch {
            try directory.descriptor.removeEntry(name)
            throw error
        }
        context.grip.keep(fill, as: key)
    }

    /// Ends when somebody has removed the file: that is how people mend a full disk, and they are to succeed.
    package func hold(
        _ context: EffectContext, report: @escaping @Sendable (Measurement) async -> Void
    ) async throws {
        guard let fill = context.grip.held(key, as: FillFile.self) else { return }
        try await follow(fill, goal: goal, at: place, isOurs: { try fill.file.status().links > 0 }, report: report)
        try fill.giveBack()
        context.grip.release(key)
        await report(Measurement("removed", 1, unit: "", note: "\(path), by somebody else"))
    }

    package func measure(_ context: EffectContext) async throws -> [Measurement] {
        guard let fill = context.grip.held(key, as: FillFile.self) else { return [] }
        let space = try fill.file.space()
        return goal.measured(space, held: try fill.size(in: space), at: place.mountPoint)
    }

    package func revert(_ context: EffectContext) async throws -> Reverted {
        let held = context.grip.held(key, as: FillFile.self)
        let found = try look(held: held)
        if case .ours(let directory) = found {
            try directory.descriptor.removeEntry(name)
            try directory.descriptor.synchronise()
        }
        try held?.giveBack()
        context.grip.release(key)
        switch found {
        case .ours: return .undone
        case .nothing: return held == nil ? .nothingToDo : .undone
        case .other(let what): return .foreign(what, person: nil)
        case .unreachable(let what):
            return .foreign(what, person: "mount it at \(place.mountPoint), then: monkey rollback \(attack)")
        }
    }

    package func inspect(_ context: EffectContext) async throws -> Standing {
        switch try look(held: context.grip.held(key, as: FillFile.self)) {
        case .ours: .applied
        case .nothing: .absent
        case .other(let what), .unreachable(let what): .foreign(what)
        }
    }
}
