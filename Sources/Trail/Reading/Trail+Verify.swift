internal import Host

/// What `verify` found.
package struct TrailReport: Sendable {
    package let segments: Int
    package let records: Int
    package let bytes: Int64
    package let problems: [TrailProblem]
    /// The number and the hash of the last line: to compare with what the journal holds.
    package let seq: UInt64
    package let head: ChainHash

    package var isSound: Bool { problems.isEmpty }
}

extension Trail {
    /// Follows the chain through every line of every segment. Names each place that is not as it was written and goes
    /// on behind it.
    ///
    /// What the chain cannot show: that the newest records were cut off. For that compare `head` with the journal's.
    package func verify() throws(TrailError) -> TrailReport {
        try trailErrors { try verify { _ in } }
    }

    /// Hands out the bytes of all segments in order, as they stand on the disk, and what `verify` says of them.
    package func export(_ write: (UnsafeRawBufferPointer) throws -> Void) throws -> TrailReport {
        try verify(write)
    }

    private func verify(_ write: (UnsafeRawBufferPointer) throws -> Void) throws -> TrailReport {
        var check = ChainCheck()
        guard let reader = try reader() else { return check.report() }
        for segment in reader.segments {
            check.enter(segment)
            let file = try reader.folder.open(segment)
            let end = segment == reader.end.segment ? reader.end.offset : try file.file.status().size
            var last: [UInt8] = []
            let rest = try forEachLine(of: file, to: end) { line, place in
                check.take(line)
                // The chain speaks for a line only once another one follows: the last one must be read in full.
                if place + Int64(line.count) + 1 == end { last = Array(line) }
                try write(UnsafeRawBufferPointer(start: line.baseAddress, count: line.count + 1))
                return true
            }
            last.withUnsafeBytes { check.takeLast($0) }
            guard rest > 0 else { continue }
            check.takeTorn(rest)
            try file.file.bytes(from: end - Int64(rest), to: end).withUnsafeBytes(write)
        }
        check.look(at: try reader.folder.directory.names())
        return check.report()
    }
}
