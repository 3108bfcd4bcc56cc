package import MonkeyKit

/// One line of the trail.
package struct TrailRecord: Hashable, Sendable {
    package let header: RecordHeader
    /// The line as it stands in the file, without its newline.
    package let line: [UInt8]
    /// Where the line begins.
    package let position: TrailPosition

    init(header: RecordHeader, line: [UInt8], position: TrailPosition) {
        self.header = header
        self.line = line
        self.position = position
    }

    /// Nil if the line is not a record.
    init?(line: [UInt8], position: TrailPosition) {
        guard let header = line.withUnsafeBytes({ RecordHeader($0) }) else { return nil }
        self.init(header: header, line: line, position: position)
    }

    package var seq: UInt64 { header.seq }
    package var time: String { header.time }
    package var attack: AttackID? { header.attack }
    /// The line as text, for `log --json`.
    package var text: String { String(decoding: line, as: UTF8.self) }
    /// What the next record is chained to.
    package var hash: ChainHash { line.withUnsafeBytes { ChainHash(ofLine: $0) } }

    /// What happened; `unknown` for what this version cannot read.
    package func event() -> TrailEvent { decodedEvent(self) }
}

/// A place in the trail: between two lines.
package struct TrailPosition: Codable, Hashable, Comparable, Sendable {
    /// The number of the file.
    package let segment: Int
    /// In bytes from its beginning.
    package let offset: Int64

    package init(segment: Int, offset: Int64) {
        self.segment = segment
        self.offset = offset
    }

    /// Before everything.
    package static let start = TrailPosition(segment: 0, offset: 0)

    package static func < (left: TrailPosition, right: TrailPosition) -> Bool {
        (left.segment, left.offset) < (right.segment, right.offset)
    }
}
