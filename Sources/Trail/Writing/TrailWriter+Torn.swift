internal import Host
internal import MonkeyKit

extension TrailWriter {
    /// Makes sure, once for each process, that what another process left is durable and told of: it may have died
    /// between renaming a segment and the sync of the directory, or before it could record a file it had set aside.
    func adopt() throws {
        try folder.directory.sync()
        let prefix = "torn-" + segmentName(replay.segment).dropLast(6) + "-"
        for name in try folder.directory.names().sorted() where name.hasPrefix(prefix) {
            guard !replay.tornFiles.contains(name), !replay.isTorn else { continue }
            let file = try folder.directory.open(name, .read)
            let bytes = try file.bytes(from: 0, to: min(file.status().size, 64 << 20))
            _ = try append([
                .torn(
                    TornLine(
                        file: name, segment: replay.segment, line: replay.end.line + 1, bytes: bytes.count,
                        sha256: hexSHA256(bytes)))
            ])
        }
    }

    /// Moves what stands behind the last record into a file of its own and tells of it by a record in its place.
    func setAside() throws {
        let start = replay.good.offset
        let size = try segment.file.status().size
        let bytes = try segment.file.bytes(from: start, to: size)
        let line = replay.good.line + 1
        let name = try copyAside(bytes)
        let torn = TornLine(
            file: name, segment: replay.segment, line: line, bytes: bytes.count, sha256: hexSHA256(bytes))
        if name == nil {
            try leaveInPlace(torn)
        } else {
            try replace(torn, count: bytes.count)
        }
    }

    /// - Returns: the name of the file, or nil if there is no space for one.
    private func copyAside(_ bytes: [UInt8]) throws -> String? {
        let prefix = "torn-" + segmentName(replay.segment).dropLast(6) + "-"
        let taken = Set(try folder.directory.names())
        let name = prefix + String((1...).first { !taken.contains(prefix + String($0)) } ?? 1)
        do {
            try writeCopy(bytes, to: name)
            return name
        } catch {
            guard error.kind == .noSpace else { throw error }
            try folder.directory.remove(name)
            return nil
        }
    }

    private func writeCopy(_ bytes: [UInt8], to name: String) throws(TrailError) {
        try trailErrors {
            let copy = try folder.directory.open(name, .make)
            let count = try copy.write(bytes, at: 0)
            if count < bytes.count { throw TrailError(.noSpace, "no space for \(name)", remedy: freeSomeSpace) }
            try copy.syncData()
            try folder.directory.sync()
        }
    }

    /// Writes the record over the torn bytes. Nothing is cut off first: that would give the reserve away.
    private func replace(_ torn: TornLine, count: Int) throws {
        replay.backToGood()
        let position = TrailPosition(segment: replay.segment, offset: replay.end.offset)
        let record = try Self.encode(.torn(torn), after: replay.end, at: position, moment: now())
        let blanks = [UInt8](repeating: UInt8(ascii: " "), count: max(0, count - record.line.count - 1))
        // Inside of the braces, so that a line still ends with its brace.
        let line = record.line.dropLast() + blanks + [UInt8(ascii: "}")]
        let padded = TrailRecord(header: record.header, line: Array(line), position: position)
        try write(padded.line + [newline], at: position.offset)
        replay.take(padded)
        written.append(padded)
    }

    /// Ends the torn line with a newline, so that it is a line that is no record, and tells of it in the next one.
    private func leaveInPlace(_ torn: TornLine) throws {
        if replay.unterminated > 0 {
            isBroken = true
            let end = replay.end.offset + Int64(replay.unterminated)
            guard try segment.file.write([newline], at: end) == 1 else {
                throw TrailError(
                    .noSpace, "no space for the trail: not one byte could be written", remedy: freeSomeSpace)
            }
            try replay.advance(segment)
            isBroken = false
        }
        _ = try append([.torn(torn)])
    }
}
