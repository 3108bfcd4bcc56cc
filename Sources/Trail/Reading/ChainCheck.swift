internal import Host
internal import MonkeyKit

/// Follows the chain from line to line.
struct ChainCheck {
    private var segments = 0
    private var records = 0
    private var bytes: Int64 = 0
    private var problems: [TrailProblem] = []
    private var file = ""
    private var segment = 0
    private var line = 0
    private var seq: UInt64 = 0
    private var head = ChainHash.start
    /// Where the line before stands, and its text if it could not be read as a record.
    private var before: (file: String, line: Int)?
    /// Whether something before this line is known to be missing, so that its link leads nowhere.
    private var isCut = false
    private var tornFiles: Set<String> = []

    mutating func enter(_ number: Int) {
        if number != segment + 1 {
            let names =
                segment + 2 == number
                ? segmentName(number - 1) : "\(segmentName(segment + 1)) to \(segmentName(number - 1))"
            problems.append(TrailProblem(segmentName(segment + 1), nil, .missing, "\(names) is not there"))
            isCut = true
        }
        segment = number
        file = segmentName(number)
        line = 0
        segments += 1
    }

    mutating func take(_ text: UnsafeRawBufferPointer) {
        line += 1
        bytes += Int64(text.count) + 1
        defer {
            head = ChainHash(ofLine: text)
            before = (file, line)
            isCut = false
        }
        guard let header = RecordHeader(text) else {
            note(.corrupt, "the line is not a record")
            seq += 1
            return
        }
        records += 1
        checkLink(header)
        if line == 1 && header.event != "segment" { note(.corrupt, "the file does not begin with a segment record") }
        seq = header.seq
        if header.event == "torn" || header.event == "segment" { look(into: text) }
    }

    private mutating func checkLink(_ header: RecordHeader) {
        if header.seq != seq + 1 && !isCut {
            let text =
                header.seq > seq + 1
                ? "records \(seq + 1) to \(header.seq - 1) are missing before it"
                : "record \(header.seq) stands behind record \(seq)"
            note(.gap, text)
        } else if header.prev != head && !isCut {
            if let before {
                problems.append(
                    TrailProblem(
                        before.file, before.line, .chain,
                        "the line, or the link to it in \(file):\(line), is not what was written"))
            } else {
                note(.chain, "the first record is not the beginning of the chain")
            }
        }
    }

    private mutating func look(into text: UnsafeRawBufferPointer) {
        guard let record = TrailRecord(line: Array(text), position: .start) else { return }
        switch record.event() {
        case .torn(let torn):
            if let file = torn.file { tornFiles.insert(file) }
        case .segment(let head):
            if head.number != segment { note(.gap, "the file says it is segment \(head.number)") }
        default: note(.corrupt, "the \(record.header.event) record cannot be read")
        }
    }

    /// The last line of a file once more, to be read in full.
    mutating func takeLast(_ text: UnsafeRawBufferPointer) {
        guard !text.isEmpty, RecordHeader(text) != nil, !isJSON(text) else { return }
        note(.corrupt, "the line is not JSON")
    }

    /// The bytes behind the last newline.
    mutating func takeTorn(_ count: Int) {
        line += 1
        bytes += Int64(count)
        note(.torn, "the last \(count) bytes are no complete line; the next append sets them aside")
    }

    /// What no record speaks of.
    mutating func look(at names: [String]) {
        for name in names.sorted() where name != "lock" && name != "next" && segmentNumber(name) == nil {
            if tornFiles.contains(name) { continue }
            problems.append(TrailProblem(name, nil, .stray, "no record of the trail speaks of this file"))
        }
        for name in tornFiles.subtracting(names).sorted() {
            problems.append(
                TrailProblem(name, nil, .missing, "a record of the trail speaks of this file, and it is not there"))
        }
    }

    func report() -> TrailReport {
        TrailReport(segments: segments, records: records, bytes: bytes, problems: problems, seq: seq, head: head)
    }

    private mutating func note(_ kind: TrailProblem.Kind, _ text: String) {
        problems.append(TrailProblem(file, line, kind, text))
    }
}
