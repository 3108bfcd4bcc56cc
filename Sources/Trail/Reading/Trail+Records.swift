package import Host
package import MonkeyKit

extension Trail {
    /// Calls the body with each record in order, read line by line: the trail may be larger than memory.
    ///
    /// - Parameters:
    ///   - attack: only those of this attack.
    ///   - since: only those of this time of day or later, by the wall clock of when they were written.
    ///   - position: where to begin, the place behind a record; a record is never told of twice.
    /// - Returns: where to go on when there is more.
    @discardableResult
    package func forEachRecord(
        of attack: AttackID? = nil, since: WallTime? = nil, from position: TrailPosition = .start,
        _ body: (TrailRecord) throws -> Void
    ) throws -> TrailPosition {
        guard let reader = try reader() else { return position }
        let earliest = since?.description
        var place = position
        for segment in reader.segments where segment >= position.segment {
            let start = segment == position.segment ? position.offset : 0
            let end = try reader.read(segment, from: start) { header, record in
                if let attack, header.attack != attack { return }
                // Times of one form, in UTC: their order is that of their texts.
                if let earliest, header.time < earliest { return }
                try body(record())
            }
            place = TrailPosition(segment: segment, offset: end)
        }
        return place
    }

    /// The same as an array.
    package func records(
        of attack: AttackID? = nil, since: WallTime? = nil
    ) throws(TrailError) -> [TrailRecord] {
        try trailErrors {
            var records: [TrailRecord] = []
            try forEachRecord(of: attack, since: since) { records.append($0) }
            return records
        }
    }

    /// What was appended behind a position, and the position behind that.
    package func read(from position: TrailPosition) throws(TrailError) -> ([TrailRecord], TrailPosition) {
        try trailErrors {
            var records: [TrailRecord] = []
            let end = try forEachRecord(from: position) { records.append($0) }
            return (records, end)
        }
    }
}
