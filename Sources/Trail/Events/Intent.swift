package import Host
package import MonkeyKit

/// Everything needed to undo an attack with nothing else at hand.
package struct Intent: Codable, Hashable, Sendable {
    package let attack: AttackID
    package let monkey: String
    package let origin: Origin
    package let decision: Decision
    /// In the order in which they are applied.
    package let plan: [RecordedEffect]
    package let end: PlanEnd
    package let notes: [String]
    package let duration: Span
    /// The boot that the two instants below belong to.
    package let boot: String
    /// In nanoseconds of CLOCK_BOOTTIME.
    package let startedAt: UInt64
    package let deadline: UInt64
    /// The same for people, by the wall clock: RFC 3339 in UTC.
    package let deadlineTime: String
    /// Of the program that wrote this.
    package let version: String
    /// The command in the foreground whose death rolls back; nil if nobody waits.
    package let follower: ProcessIdentity?
    /// What rolls back when the keeper dies: `systemd` or `guardian`.
    package let guardKind: String

    package init(
        attack: AttackID, monkey: String, origin: Origin, decision: Decision, plan: [RecordedEffect], end: PlanEnd,
        notes: [String], duration: Span, boot: String, startedAt: UInt64, deadline: UInt64, deadlineTime: String,
        version: String, follower: ProcessIdentity?, guardKind: String
    ) {
        self.attack = attack
        self.monkey = monkey
        self.origin = origin
        self.decision = decision
        self.plan = plan
        self.end = end
        self.notes = notes
        self.duration = duration
        self.boot = boot
        self.startedAt = startedAt
        self.deadline = deadline
        self.deadlineTime = deadlineTime
        self.version = version
        self.follower = follower
        self.guardKind = guardKind
    }
}
