internal import Host
internal import MonkeyKit

/// Looks once a second and makes good what others took or gave back; until cancelled, or until `isOurs` says no.
func follow(
    _ fill: FillFile, goal: FillGoal, at place: FillPlace, isOurs: () throws -> Bool = { true },
    report: @Sendable (Measurement) async -> Void
) async throws {
    var wasBeyond = false
    while try isOurs() {
        let space = try fill.settle(goal)
        // Nothing of ours is left to give, and still others use more than was asked for: say so once.
        let isBeyond = try fill.size(in: space) == 0 && goal.missing(in: space, held: 0) < -space.blockSize
        if isBeyond && !wasBeyond {
            for measurement in goal.measured(space, held: 0, at: "\(place.mountPoint), others use more") {
                await report(measurement)
            }
        }
        wasBeyond = isBeyond
        try await Task.sleep(for: .seconds(1), tolerance: .milliseconds(100), clock: .continuous)
    }
}
