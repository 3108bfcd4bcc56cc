internal import Host
package import MonkeyKit

/// A filesystem filled by a file without a name. The kernel gives the space back when the keeper ends, however it ends.
package struct FillEffect: Effect {
    package static let kind = "disk.fill"

    package let place: FillPlace
    package let goal: FillGoal
    /// Used for an instant where the filesystem knows no unnamed files.
    package let name: String

    package var summary: String { "\(escaped(place.mountPoint)) (\(place.type)) filled \(goal.words)" }
    package var lifetime: Lifetime { .process }
    package var claims: [Claim] { [Claim("fill:\(place.mountPoint)")] }
    package var calls: [String] {
        [
            "openat2(\"\(escaped(place.directory))\", O_DIRECTORY, RESOLVE_NO_SYMLINKS)",
            "openat(directory, \".\", O_TMPFILE|O_RDWR, 0600)", "fallocate(file, 0, 0, BYTES), \(goal.words)",
        ]
    }
    package var undoCalls: [String] { ["ftruncate(file, 0)", "close(file)"] }

    private var key: String { "\(Self.kind):\(place.directory)" }

    package func apply(_ context: EffectContext) async throws {
        guard context.grip.held(key, as: FillFile.self) == nil else { return }
        let fill = FillFile(try place.open().descriptor.unnamedFile(named: name))
        // A failure closes the file, and with it everything is given back.
        _ = try fill.settle(goal)
        context.grip.keep(fill, as: key)
    }

    package func hold(
        _ context: EffectContext, report: @escaping @Sendable (Measurement) async -> Void
    ) async throws {
        guard let fill = context.grip.held(key, as: FillFile.self) else { return }
        try await follow(fill, goal: goal, at: place, report: report)
    }

    package func measure(_ context: EffectContext) async throws -> [Measurement] {
        guard let fill = context.grip.held(key, as: FillFile.self) else { return [] }
        let space = try fill.file.space()
        return goal.measured(space, held: try fill.size(in: space), at: place.mountPoint)
    }

    package func revert(_ context: EffectContext) async throws -> Reverted {
        guard let fill = context.grip.held(key, as: FillFile.self) else { return .nothingToDo }
        try fill.giveBack()
        context.grip.release(key)
        return .undone
    }

    /// In another process than the keeper nothing is to be seen: what a living keeper holds ends with it.
    package func inspect(_ context: EffectContext) async throws -> Standing {
        context.grip.held(key, as: FillFile.self) == nil ? .absent : .applied
    }
}
