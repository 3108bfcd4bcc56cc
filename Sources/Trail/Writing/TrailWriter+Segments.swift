internal import Host
internal import MonkeyKit

extension TrailWriter {
    /// Begins the next segment. While there is no space for one, the present one grows on.
    func beginNextIfPossible() throws {
        do {
            try begin()
        } catch let error as HostError where error.isNoSpace && !isBroken {}
    }

    private func begin() throws {
        let record = try Self.head(after: replay, moment: now())
        let held = limits.reserve(for: replay.open.values.compactMap(\.first))
        let next = try Self.made(record, reserve: max(held, limits.reserve), in: folder)
        let inode = try next.file.status().inode

        let old = replay.end.offset
        // The records are durable; the blocks beyond them and the mode are only tidiness, worth no failure.
        try? segment.file.truncate(to: old)
        try? segment.file.seal()
        segment = next
        reservedEnd = 0
        replay.enter(replay.segment + 1, inode: inode)
        replay.take(record)
        written.append(record)
    }

    /// The first record of the segment after the one that was read.
    static func head(after replay: Replay, moment: Moment) throws -> TrailRecord {
        let number = replay.segment + 1
        let open = replay.open.values.sorted { $0[0].seq < $1[0].seq }
        let head = SegmentHead(number: number, open: open.flatMap { $0.map(\.line) }, halt: replay.halt?.line)
        return try encode(
            .segment(head), after: replay.end, at: TrailPosition(segment: number, offset: 0), moment: moment)
    }

    /// Makes a segment with its first record and its reserve, durable before it gets its name.
    static func made(_ record: TrailRecord, reserve: Int64, in folder: TrailFolder) throws -> SegmentFile {
        let bytes = record.line + [newline]
        try folder.directory.remove("next")
        let next = try folder.directory.open("next", .make)
        do {
            try next.reserve(from: 0, count: Int64(bytes.count) + reserve)
            guard try next.write(bytes, at: 0) == bytes.count else {
                throw TrailError(.noSpace, "no space for a new segment of the trail", remedy: freeSomeSpace)
            }
            try next.syncData()
        } catch {
            try folder.directory.remove("next")
            throw error
        }
        try folder.directory.rename("next", to: segmentName(record.position.segment))
        try folder.directory.sync()
        return SegmentFile(next)
    }
}
