// THE FORMAT
//
//     <state>/trail/00000001.jsonl   sealed: mode 0400, never written to again
//     <state>/trail/00000002.jsonl   the open segment: the one with the highest number
//     <state>/trail/next             a segment being made; no segment yet, and replaced if it is found
//     <state>/trail/torn-00000002-1  what a crash left at the end of that segment
//     <state>/trail/lock             flock(2): exclusive for a writer; its contents mean nothing
//
// A segment is JSON Lines: one record a line, ending in a newline, UTF-8, no white space but at the end of a `torn`
// record. Every record begins with the same fields in the same order (`RecordHeader`), then comes `data`, the event's
// own fields with sorted keys (`TrailEvent`):
//
//     {"seq":7,"prev":"<64 hex>","time":"…Z","boot":"…","uptime":81,"event":"step","attack":"…","data":{…}}
//
// `seq` counts from 1 over all segments. `prev` is the SHA-256 of the line before, its newline included, over segments
// too; 64 zeros in the first record. The first record of a segment is a `segment`: it carries the lines of every attack
// that is still open (all but what was measured and noted) and of the halt that stands, as they were written. So who
// wants to know what is open reads the last segment only.
//
// THE ORDER OF WRITING, always under the lock
//
// Append   1. fallocate: blocks for these records and, beyond them, for the end of every open attack
//          2. one pwrite at the end, for all records of the append
//          3. fdatasync: it writes the size as well, which is all that changed besides
// Segment  1. make `next`, reserve, write its first record, fdatasync
//          2. rename it to its name, fsync the directory
//          3. give back the blocks beyond the end of the old one, chmod 0400
// Torn end 1. copy the bytes into a new file, fdatasync, fsync the directory
//          2. write the `torn` record over them, blanks behind it up to their length, fdatasync
//
// WHAT A CRASH COSTS
//
// In an append before its fdatasync returned: the records are there, or not, or the first of them are, the next one cut
// short. Nobody was told they are durable, so nothing was done that they speak of; what was cut is set aside and
// reported by a record. An append that failed (disk full, I/O error) is cut off again.
// In making a segment: `next` is left, or the new segment is there and the old one is not sealed: both are harmless.
// In setting aside: the bytes are set aside again, under the next number; a file no record speaks of gets one.
//
// A FULL DISK
//
// An attack begins only if the blocks for its end can be had (`TrailError.noSpace`, a refusal). From then on its steps
// and its end go into those blocks. What was measured, notes and refusals are turned away when they would eat into
// them. A segment that has reached its size simply grows on until there is space for the next one.

internal import Host
internal import MonkeyKit

/// The trail opened for writing, under the lock.
final class TrailWriter {
    let folder: TrailFolder
    let limits: TrailLimits
    let now: @Sendable () -> Moment
    /// What the open segment says.
    var replay: Replay
    /// The open segment.
    var segment: SegmentFile
    /// What was appended, for the mirror.
    var written: [TrailRecord] = []
    /// Up to where blocks are known to be the file's.
    var reservedEnd: Int64 = 0
    /// Set while the file may hold something else than `replay` says.
    var isBroken = false

    /// Opens the last segment, makes the first one where there is none, and sets aside what a crash left at the end.
    ///
    /// - Parameter last: how far this process had read before.
    init(
        _ folder: TrailFolder, limits: TrailLimits, now: @escaping @Sendable () -> Moment, last: Replay?
    ) throws {
        self.limits = limits
        self.now = now
        let known = try last.flatMap { try Self.isLast($0, in: folder) ? $0 : nil }
        var replay = known ?? Replay()
        if known == nil, let number = try folder.segments().last {
            replay = try Replay.load(number, in: folder)
        }
        if replay.segment == 0 {
            let record = try Self.head(after: replay, moment: now())
            segment = try Self.made(record, reserve: limits.reserve, in: folder)
            replay.enter(1, inode: try segment.file.status().inode)
            replay.take(record)
            written = [record]
        } else {
            segment = try folder.open(replay.segment, .readWrite)
            try replay.advance(segment)
        }
        self.replay = replay
        self.folder = folder
        if known == nil { try adopt() }
        if self.replay.isTorn { try setAside() }
    }

    /// Whether the file that was read is still there, still the last one, and has not become shorter.
    private static func isLast(_ replay: Replay, in folder: TrailFolder) throws -> Bool {
        guard replay.segment > 0, try !folder.has(replay.segment + 1), try folder.has(replay.segment) else {
            return false
        }
        let status = try folder.open(replay.segment).file.status()
        return status.inode == replay.inode && status.size >= replay.end.offset
    }

    /// Writes the records and makes them durable.
    func append(_ events: [TrailEvent]) throws -> [TrailRecord] {
        guard !events.isEmpty else { return [] }
        try checkSound()
        if replay.end.offset >= max(limits.segment, 2 * replay.headSize) { try beginNextIfPossible() }
        var chain = replay.end
        var bytes: [UInt8] = []
        let records = try events.map { event in
            let position = TrailPosition(segment: replay.segment, offset: replay.end.offset + Int64(bytes.count))
            let record = try Self.encode(event, after: chain, at: position, moment: now())
            bytes += record.line
            bytes.append(newline)
            chain.seq = record.seq
            chain.head = record.hash
            return record
        }
        let intents = zip(events, records).filter { if case .intent = $0.0 { true } else { false } }.map(\.1)
        try makeRoom(for: bytes.count, intents: intents, isDispensable: events.allSatisfy(\.isDispensable))
        try write(bytes, at: replay.end.offset)
        for record in records { replay.take(record) }
        written += records
        return records
    }

    /// Makes sure that an attack could begin now, as far as space goes.
    func reserve() throws {
        try checkSound()
        try makeRoom(for: 0, intents: nil, isDispensable: false)
    }

    private func checkSound() throws {
        guard !isBroken else {
            throw TrailError(
                .failed, "cannot append to the trail: an append before this one failed and could not be taken back",
                remedy: "try again; what it left is set aside first")
        }
    }

    static func encode(
        _ event: TrailEvent, after chain: Replay.Mark, at position: TrailPosition, moment: Moment
    ) throws -> TrailRecord {
        let header = RecordHeader(
            seq: chain.seq + 1, prev: chain.head, time: moment.time, boot: moment.boot, uptime: moment.uptime,
            event: event.name, attack: event.attack)
        let data = try encodedData(of: event)
        let line = Array((header.text + #","data":"#).utf8) + data + [UInt8(ascii: "}")]
        return TrailRecord(header: header, line: line, position: position)
    }

    /// Writes at the end and makes it durable, or takes it back.
    func write(_ bytes: [UInt8], at end: Int64) throws {
        isBroken = true
        do {
            let count = try segment.file.write(bytes, at: end)
            guard count == bytes.count else {
                throw TrailError(
                    .noSpace, "no space for the trail: only \(count) of \(bytes.count) bytes could be written",
                    remedy: freeSomeSpace)
            }
            try segment.file.syncData()
        } catch {
            reservedEnd = 0
            // The reserve goes with it; where the disk is full it had run out anyway.
            try segment.file.truncate(to: replay.end.offset)
            isBroken = false
            throw error
        }
        isBroken = false
    }
}
