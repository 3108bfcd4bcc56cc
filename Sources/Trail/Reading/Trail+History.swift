package import Host
package import MonkeyKit

/// What limits are counted by: one attack in a few words.
package struct AttackSummary: Hashable, Sendable {
    package let id: AttackID
    package let monkey: String
    package let policy: String?
    package let group: String?
    package let targets: [Target]
    package let via: Origin.Way
    /// When it began. For this boot it is counted back from now by CLOCK_BOOTTIME, so that a fault of the wall clock
    /// does not make it older or younger; for earlier boots it is what the wall clock said.
    package let began: WallTime
    package let duration: Span
    /// Nil while it is open.
    package let outcome: Ending.Outcome?
}

extension Trail {
    /// The attacks that began since a point in time, the oldest first. Segments before it are not read.
    package func history(since: WallTime) throws(TrailError) -> [AttackSummary] {
        try trailErrors { try summaries(reader(), since: since, moment: now()) }
    }
}

extension TrailTransaction {
    /// The same, this transaction's own records included.
    package func history(since: WallTime) throws(TrailError) -> [AttackSummary] {
        try trailErrors {
            let reader = TrailReader(
                folder: writer.folder, segments: try writer.folder.segments(), end: writer.replay.position)
            return try summaries(reader, since: since, moment: writer.now())
        }
    }
}

private func summaries(_ reader: TrailReader?, since: WallTime, moment: Moment) throws -> [AttackSummary] {
    guard let reader else { return [] }
    var first = reader.segments.count
    while first > 0 {
        first -= 1
        if let start = try reader.start(of: reader.segments[first]), start.began(seenFrom: moment) < since { break }
    }
    var intents: [(Intent, WallTime)] = []
    var outcomes: [AttackID: Ending.Outcome] = [:]
    for segment in reader.segments[min(first, reader.segments.count)...] {
        try reader.read(segment) { header, record in
            switch header.event {
            case "intent":
                let began = header.began(seenFrom: moment)
                guard began >= since, case .intent(let intent) = record().event() else { return }
                intents.append((intent, began))
            case "ended":
                guard case .ended(let id, let ending) = record().event() else { return }
                outcomes[id] = ending.outcome
            default: break
            }
        }
    }
    return intents.map { intent, began in
        AttackSummary(
            id: intent.attack, monkey: intent.monkey, policy: intent.decision.policy, group: intent.decision.group,
            targets: intent.decision.targets, via: intent.origin.via, began: began, duration: intent.duration,
            outcome: outcomes[intent.attack])
    }
}

extension TrailReader {
    /// The first record of a segment; nil if it cannot be read, and then the segment does not say how old it is.
    fileprivate func start(of segment: Int) throws -> RecordHeader? {
        var first: RecordHeader?
        try forEachLine(of: folder.open(segment), buffer: 1 << 16) { line, _ in
            first = RecordHeader(line)
            return false
        }
        return first
    }
}

extension RecordHeader {
    fileprivate func began(seenFrom moment: Moment) -> WallTime {
        // A time that cannot be read counts as now: doubt makes the limits tighter.
        let now = WallTime(moment.time) ?? WallTime(seconds: 0)
        guard boot == moment.boot, !boot.isEmpty, uptime <= moment.uptime else { return WallTime(time) ?? now }
        return now.advanced(by: .nanoseconds(-Int64(clamping: moment.uptime - uptime)))
    }
}
