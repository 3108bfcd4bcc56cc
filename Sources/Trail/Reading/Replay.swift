internal import Host
internal import MonkeyKit

/// What the last segment says, read so far: which attacks are open, and where the chain stands.
///
/// It can be kept and carried on when the file has grown.
struct Replay: Sendable {
    /// A place between two lines, and the chain up to there.
    struct Mark: Sendable {
        var offset: Int64 = 0
        var line = 0
        var seq: UInt64 = 0
        var head = ChainHash.start
    }

    /// The file this speaks of; 0 before the first one.
    private(set) var segment = 0
    private(set) var inode: UInt64 = 0
    /// Behind the last line.
    private(set) var end = Mark()
    /// Behind the last line that is a record.
    private(set) var good = Mark()
    /// Bytes behind the last newline.
    private(set) var unterminated = 0
    /// What the segment's first line took.
    private(set) var headSize: Int64 = 0
    /// The lines of each open attack that its undo needs: the first is its intent.
    private(set) var open: [AttackID: [TrailRecord]] = [:]
    private(set) var halt: TrailRecord?
    /// Attacks of which steps are recorded, but no intent that could be read.
    private(set) var orphans: [AttackID: Int] = [:]
    private(set) var problems: [TrailProblem] = []
    /// Files of torn lines that a record speaks of.
    private(set) var tornFiles: Set<String> = []
    private var ended: Set<AttackID> = []

    var position: TrailPosition { TrailPosition(segment: segment, offset: end.offset) }
    /// Whether the file ends with something that is no record.
    var isTorn: Bool { unterminated > 0 || good.offset < end.offset }

    /// Reads the last segment, and those before it only as far as their first record cannot be read.
    static func load(_ last: Int, in folder: TrailFolder) throws -> Replay {
        var replay = Replay()
        var first = last
        while try !hasHead(first, in: folder), try first > 1 && folder.has(first - 1) { first -= 1 }
        for number in first...last { try replay.enter(number, in: folder) }
        return replay
    }

    private static func hasHead(_ number: Int, in folder: TrailFolder) throws -> Bool {
        let file = try folder.open(number)
        var found = false
        try forEachLine(of: file, buffer: 1 << 16) { line, _ in
            found = TrailRecord(line: Array(line), position: .start).flatMap(segmentHead) != nil
            return false
        }
        return found
    }

    private mutating func enter(_ number: Int, in folder: TrailFolder) throws {
        let file = try folder.open(number)
        enter(number, inode: try file.file.status().inode)
        try advance(file)
    }

    /// Goes on to the beginning of a segment.
    mutating func enter(_ number: Int, inode: UInt64) {
        segment = number
        self.inode = inode
        end.offset = 0
        end.line = 0
        good.offset = 0
        good.line = 0
        unterminated = 0
        headSize = 0
    }

    /// Reads what has been added to the file since.
    mutating func advance(_ file: SegmentFile) throws {
        let before = end.offset
        var lastStart = before
        unterminated = try forEachLine(of: file, from: before) { line, start in
            lastStart = start
            take(line, at: start)
            return true
        }
        guard end.offset > before else { return }
        end.head = ChainHash(of: try file.file.bytes(from: lastStart, to: end.offset))
        if good.offset == end.offset { good = end } else { try findGoodHash(file) }
    }

    /// Takes in a record that was written just now.
    mutating func take(_ record: TrailRecord) {
        record.line.withUnsafeBytes { take($0, at: record.position.offset) }
        end.head = record.hash
        good = end
        unterminated = 0
    }

    private mutating func take(_ line: UnsafeRawBufferPointer, at start: Int64) {
        end.offset = start + Int64(line.count) + 1
        end.line += 1
        end.seq += 1
        if start == 0 { headSize = end.offset }
        guard let header = RecordHeader(line) else {
            problems.append(TrailProblem(segmentName(segment), end.line, .corrupt, "the line is not a record"))
            return
        }
        end.seq = header.seq
        good = end
        take(header, line: line, at: start)
    }

    private mutating func take(_ header: RecordHeader, line: UnsafeRawBufferPointer, at start: Int64) {
        func record() -> TrailRecord {
            TrailRecord(
                header: header, line: Array(line), position: TrailPosition(segment: segment, offset: start))
        }
        switch (header.event, header.attack) {
        case ("intent", let id?):
            open[id] = [record()]
            orphans[id] = nil
        case ("step", let id?), ("active", let id?), ("rollback", let id?):
            if open[id] != nil {
                open[id]?.append(record())
            } else if !ended.contains(id) {
                orphans[id, default: 0] += 1
            }
        case ("ended", let id?):
            open[id] = nil
            orphans[id] = nil
            ended.insert(id)
        case ("halt", _): halt = record()
        case ("resume", _): halt = nil
        case ("torn", _):
            if case .torn(let torn) = record().event(), let file = torn.file { tornFiles.insert(file) }
        case ("segment", _): takeHead(record())
        default: break
        }
    }

    private mutating func takeHead(_ record: TrailRecord) {
        guard let head = segmentHead(record) else {
            problems.append(
                TrailProblem(segmentName(segment), end.line, .corrupt, "the segment's first record cannot be read"))
            return
        }
        open = [:]
        orphans = [:]
        ended = []
        halt = head.halt.flatMap { TrailRecord(line: $0, position: record.position) }
        for line in head.open {
            guard let carried = TrailRecord(line: line, position: record.position), let id = carried.attack else {
                problems.append(
                    TrailProblem(segmentName(segment), end.line, .corrupt, "a record carried over cannot be read"))
                continue
            }
            open[id, default: []].append(carried)
        }
    }

    /// The chain up to the last record, when lines that are none stand behind it.
    private mutating func findGoodHash(_ file: SegmentFile) throws {
        guard good.offset > 0 else { return }
        var last: ChainHash?
        try forEachLine(of: file, to: good.offset) { line, start in
            if start + Int64(line.count) + 1 == good.offset { last = ChainHash(ofLine: line) }
            return true
        }
        if let last { good.head = last }
    }

    /// Forgets the lines behind the last record: they are about to be replaced.
    mutating func backToGood() {
        end = good
        unterminated = 0
    }
}
