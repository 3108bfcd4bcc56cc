package import MonkeyKit

/// An attack that has begun and not ended, with all that its undo needs.
package struct OpenAttack: Hashable, Sendable {
    package let intent: Intent
    /// In the order they were recorded.
    package let steps: [Step]
    package let active: Activation?
    /// Why the undo began, if it did; the last cause if it began more than once.
    package let rollback: RollbackCause?
    /// When the intent was recorded.
    package let began: Moment
    /// The records these were read from, the intent first.
    package let records: [TrailRecord]

    package var id: AttackID { intent.attack }

    /// How far an effect has come; nil if it was never touched.
    package func phase(of effect: Int) -> Step.Phase? { steps.last { $0.effect == effect }?.phase }

    /// Whether any effect may have changed the host.
    package var isTouched: Bool { !steps.isEmpty || active != nil }

    /// - Throws: `DecodingError` if the intent cannot be read.
    init(_ records: [TrailRecord]) throws {
        guard let first = records.first, case .intent(let intent) = try decoded(first) else {
            throw TrailError(.failed, "the first record is no intent", remedy: "see `monkey log verify`")
        }
        let events = records.map { $0.event() }
        self.intent = intent
        self.records = records
        began = Moment(time: first.time, boot: first.header.boot, uptime: first.header.uptime)
        steps = events.compactMap { if case .step(_, let step) = $0 { step } else { nil } }
        active = events.compactMap { if case .active(_, let active) = $0 { active } else { nil } }.last
        rollback = events.compactMap { if case .rollback(_, let cause) = $0 { cause } else { nil } }.last
    }
}

/// An attack that seems open, but whose intent cannot be read: a person has to look.
package struct LostAttack: Hashable, Sendable {
    package let id: AttackID
    /// What is known, one line.
    package let text: String
    /// The record as it stands, if there is one: what was changed and how to undo it may be readable for a person.
    package let record: TrailRecord?
}

/// Where things stand, as the last segment tells.
package struct TrailState: Sendable {
    /// The oldest first.
    package let open: [OpenAttack]
    package let lost: [LostAttack]
    /// The halt that has not been taken back.
    package let halt: HaltOrder?
    package let problems: [TrailProblem]
    /// Behind the last record; `start` if there is none.
    package let end: TrailPosition
    /// The number of the last record.
    package let seq: UInt64
    /// The hash of the last line.
    package let head: ChainHash

    static let empty = TrailState(Replay())

    init(_ replay: Replay) {
        var open: [OpenAttack] = []
        var lost = replay.orphans.map { id, count in
            LostAttack(id: id, text: "\(count) records speak of it, but its intent cannot be read", record: nil)
        }
        for (id, records) in replay.open {
            do {
                open.append(try OpenAttack(records))
            } catch {
                lost.append(LostAttack(id: id, text: "its intent cannot be read: \(error)", record: records.first))
            }
        }
        self.open = open.sorted { ($0.records[0].seq, $0.id) < ($1.records[0].seq, $1.id) }
        self.lost = lost.sorted { $0.id < $1.id }
        if case .halt(let order) = replay.halt?.event() { halt = order } else { halt = nil }
        var problems = replay.problems
        if replay.unterminated > 0 {
            let text = "the last \(replay.unterminated) bytes are no complete line"
            problems.append(TrailProblem(segmentName(replay.segment), replay.end.line + 1, .torn, text))
        }
        problems += self.lost.map { lost in
            TrailProblem(segmentName(replay.segment), nil, .lost, "attack \(lost.id): \(lost.text)")
        }
        self.problems = problems
        end = replay.segment == 0 ? .start : replay.position
        seq = replay.end.seq
        head = replay.end.head
    }
}
