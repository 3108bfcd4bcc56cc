package import MonkeyKit

/// One thing that happened, as the trail tells it.
///
/// The names and the shapes of what they carry are part of the format: they may gain fields, never lose or change one.
package enum TrailEvent: Hashable, Sendable {
    /// What will be done and how to undo it; durable before the first change to the host.
    case intent(Intent)
    case step(AttackID, Step)
    /// All effects stand.
    case active(AttackID, Activation)
    case measured(AttackID, Measurement)
    case note(AttackID?, String)
    /// The undo begins.
    case rollback(AttackID, RollbackCause)
    case ended(AttackID, Ending)
    case refused(RefusedAttack)
    case halt(HaltOrder)
    case resume(HaltOrder)
    /// Written by the trail itself: a line that a crash cut short was set aside.
    case torn(TornLine)
    /// Written by the trail itself: the first record of every segment.
    case segment(SegmentHead)
    /// Of a newer version, or of a shape this one cannot read; kept as it is.
    case unknown(AttackID?, name: String, JSONValue)

    /// The event's word in the record.
    package var name: String {
        switch self {
        case .intent: "intent"
        case .step: "step"
        case .active: "active"
        case .measured: "measured"
        case .note: "note"
        case .rollback: "rollback"
        case .ended: "ended"
        case .refused: "refused"
        case .halt: "halt"
        case .resume: "resume"
        case .torn: "torn"
        case .segment: "segment"
        case .unknown(_, let name, _): name
        }
    }

    /// The attack it speaks of, if of one.
    package var attack: AttackID? {
        switch self {
        case .intent(let intent): intent.attack
        case .step(let id, _), .active(let id, _), .measured(let id, _), .rollback(let id, _), .ended(let id, _): id
        case .note(let id, _), .unknown(let id, _, _): id
        case .refused, .halt, .resume, .torn, .segment: nil
        }
    }

    /// Whether it may be lost when the disk is so full that the space for the end of an attack would be used up.
    var isDispensable: Bool {
        switch self {
        case .measured, .note, .refused, .unknown: true
        default: false
        }
    }
}
