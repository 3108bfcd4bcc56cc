internal import Host
package import MonkeyKit

extension Trail {
    /// Where things stand: open attacks, the halt, problems of the last segment. Reads no other segment, unless the
    /// last one's first record cannot be read. Changes nothing, so it works on a read-only disk too.
    package func state() throws(TrailError) -> TrailState {
        try trailErrors {
            guard let folder = try TrailFolder.existing(in: stateDirectory) else { return .empty }
            let lock = try folder.lock(.shared, patience: limits.patience)
            defer { withExtendedLifetime(lock) {} }
            guard let last = try folder.segments().last else { return .empty }
            return TrailState(try Replay.load(last, in: folder))
        }
    }

    /// The attacks that have begun and not ended, the oldest first. `state()` also tells of those that cannot be read.
    package func open() throws(TrailError) -> [OpenAttack] { try state().open }

    /// The place behind the last record.
    package func end() throws(TrailError) -> TrailPosition { try trailErrors { try reader()?.end ?? .start } }

    /// All that the trail holds of one attack; nil if it knows none of that name. Reads backwards, segment by segment,
    /// until the intent is found.
    package func attack(_ id: AttackID) throws(TrailError) -> AttackHistory? {
        try trailErrors {
            guard let reader = try reader() else { return nil }
            var records: [TrailRecord] = []
            for segment in reader.segments.reversed() {
                var found: [TrailRecord] = []
                try reader.read(segment) { header, record in
                    if header.attack == id { found.append(record()) }
                }
                records = found + records
                if found.first?.header.event == "intent" { break }
            }
            return AttackHistory(records)
        }
    }

    /// What stands in the trail now: later records are not seen through it.
    func reader() throws -> TrailReader? {
        guard let folder = try TrailFolder.existing(in: stateDirectory) else { return nil }
        let lock = try folder.lock(.shared, patience: limits.patience)
        defer { withExtendedLifetime(lock) {} }
        let segments = try folder.segments()
        guard let last = segments.last else { return nil }
        let size = try folder.open(last).file.status().size
        return TrailReader(folder: folder, segments: segments, end: TrailPosition(segment: last, offset: size))
    }
}

/// The segments up to where the trail ended at one moment.
struct TrailReader {
    let folder: TrailFolder
    let segments: [Int]
    /// The size of the last file; what is behind its last newline counts as not there.
    let end: TrailPosition

    /// Calls the body with each record; the line is copied only if it asks for the record.
    /// - Returns: where the last whole line ends.
    @discardableResult
    func read(
        _ segment: Int, from start: Int64 = 0, _ body: (RecordHeader, () -> TrailRecord) throws -> Void
    ) throws -> Int64 {
        let file = try folder.open(segment)
        var end = start
        try forEachLine(of: file, from: start, to: segment == self.end.segment ? self.end.offset : nil) { line, place in
            end = place + Int64(line.count) + 1
            guard let header = RecordHeader(line) else { return true }
            let position = TrailPosition(segment: segment, offset: place)
            try body(header) { TrailRecord(header: header, line: Array(line), position: position) }
            return true
        }
        return end
    }
}

/// One attack from its intent to its end, as far as it has come.
package struct AttackHistory: Sendable {
    /// Nil if it cannot be read; the records can, as text.
    package let intent: Intent?
    package let ending: Ending?
    package let records: [TrailRecord]
    package let events: [TrailEvent]

    init?(_ records: [TrailRecord]) {
        guard !records.isEmpty else { return nil }
        let events = records.map { $0.event() }
        self.records = records
        self.events = events
        intent = events.compactMap { if case .intent(let intent) = $0 { intent } else { nil } }.first
        ending = events.compactMap { if case .ended(_, let ending) = $0 { ending } else { nil } }.last
    }

    package var measurements: [Measurement] {
        events.compactMap { if case .measured(_, let measurement) = $0 { measurement } else { nil } }
    }
}
