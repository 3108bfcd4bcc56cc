internal import Host
internal import MonkeyKit

/// How large things may grow. The defaults are for hosts; tests take smaller ones.
package struct TrailLimits: Sendable {
    /// From this size on a new segment is begun, in bytes.
    package var segment: Int64 = 4 << 20
    /// What is reserved beyond the records that are written, at the least.
    package var reserve: Int64 = 256 << 10
    /// How long to wait for the lock.
    package var patience: Duration = .seconds(20)

    package init() {}

    /// What the end of these attacks takes at the most: a line for each phase of each effect (below 1 KiB, as the texts
    /// of steps are cut, see `Step`), the causes of the rollback, and the ending, whose steps for a person repeat what
    /// the intent says of the undo.
    func reserve(for intents: [TrailRecord]) -> Int64 {
        intents.reduce(0) { sum, intent in
            sum + (16 << 10) + 3 * Int64(intent.line.count) + (8 << 10) * Int64(effects(in: intent.line))
        }
    }

    /// How many effects an intent has, without decoding it: each has one `lifetime`. Quotes inside of a text are
    /// escaped, so there is nothing else of this form but a field of the effect's own data, which only adds space.
    private func effects(in line: [UInt8]) -> Int {
        let field = Array(#""lifetime":"#.utf8)
        return line.indices.count { place in
            line[place] == field[0] && line[place...].starts(with: field)
        }
    }
}

let freeSomeSpace = "free some space on the filesystem of the state directory"

extension TrailWriter {
    /// Reserves blocks for the records and, beyond them, for the end of every open attack.
    ///
    /// - Parameter intents: the attacks that begin with this append; nil to ask as one that begins would.
    /// - Throws: where an attack begins, whatever keeps the blocks from being reserved; else only if records that may
    ///   be lost would take the space of those that may not.
    func makeRoom(for count: Int, intents: [TrailRecord]?, isDispensable: Bool) throws {
        let end = replay.end.offset
        let begins = intents.map { !$0.isEmpty } ?? true
        let held = limits.reserve(for: replay.open.values.compactMap(\.first) + (intents ?? []))
        let wanted = Int64(count) + max(held, limits.reserve)
        if reservedEnd >= end + wanted { return }
        do {
            // Some more than that, so that not every record has to ask.
            try reserve(wanted + limits.reserve / 2, from: end)
        } catch  where begins {
            if error.isNoSpace { try reserve(wanted, from: end) } else { throw error }
        } catch {
            // What was reserved when the attack began is there for this.
            guard isDispensable, !replay.open.isEmpty else { return }
            let spare = try segment.file.status().allocated - end
            guard spare >= Int64(count) + held else {
                throw TrailError(
                    .noSpace, "no space for the trail beyond what the end of the open attacks needs",
                    remedy: freeSomeSpace)
            }
        }
    }

    private func reserve(_ count: Int64, from end: Int64) throws(HostError) {
        try segment.file.reserve(from: end, count: count)
        reservedEnd = end + count
    }
}
