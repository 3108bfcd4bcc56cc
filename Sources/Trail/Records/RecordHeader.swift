package import MonkeyKit

/// The fields every record begins with, in this order, for ever: so that they are found without reading the rest.
///
///     {"seq":7,"prev":"9f…","time":"2026-03-01T12:00:00.000000Z","boot":"5f…","uptime":81,"event":"step","attack":"…",…}
package struct RecordHeader: Hashable, Sendable {
    /// From 1, one more with each record, over all segments.
    package let seq: UInt64
    package let prev: ChainHash
    /// The wall clock, for people: RFC 3339 in UTC, microseconds.
    package let time: String
    /// The boot's id; what `uptime` counts from.
    package let boot: String
    /// CLOCK_BOOTTIME in nanoseconds.
    package let uptime: UInt64
    package let event: String
    package let attack: AttackID?

    init(
        seq: UInt64, prev: ChainHash, time: String, boot: String, uptime: UInt64, event: String, attack: AttackID?
    ) {
        self.seq = seq
        self.prev = prev
        self.time = time
        self.boot = boot
        self.uptime = uptime
        self.event = event
        self.attack = attack
    }

    /// Nil if the line, given without its newline, is not a record.
    init?(_ line: UnsafeRawBufferPointer) {
        guard line.last == UInt8(ascii: "}") else { return nil }
        var scan = Scanner(bytes: line)
        guard scan.skip(#"{"seq":"#), let seq = scan.number(), scan.skip(#","prev":""#),
            let prev = scan.text(), prev.utf8.count == 64,
            scan.skip(#","time":""#), let time = scan.text(),
            scan.skip(#","boot":""#), let boot = scan.text(),
            scan.skip(#","uptime":"#), let uptime = scan.number(),
            scan.skip(#","event":""#), let event = scan.text(), !event.isEmpty
        else { return nil }
        self.seq = seq
        self.prev = ChainHash(hex: prev)
        self.time = time
        self.boot = boot
        self.uptime = uptime
        self.event = event
        if scan.skip(#","attack":""#) {
            guard let text = scan.text(), let id = AttackID(text) else { return nil }
            attack = id
        } else {
            attack = nil
        }
    }

    /// The beginning of the line, up to where `,"data":…}` follows.
    var text: String {
        #"{"seq":\#(seq),"prev":"\#(prev)","time":"\#(time)","boot":"\#(boot)","uptime":\#(uptime),"event":"\#(event)""#
            + (attack.map { #","attack":"\#($0)""# } ?? "")
    }
}

/// Reads fixed words, whole numbers and strings without escapes, one behind the other.
private struct Scanner {
    let bytes: UnsafeRawBufferPointer
    var place = 0

    mutating func skip(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard bytes.count - place >= count else { return false }
        for offset in 0..<count where bytes[place + offset] != word.utf8Start[offset] { return false }
        place += count
        return true
    }

    mutating func number() -> UInt64? {
        let start = place
        var value: UInt64 = 0
        while place < bytes.count, bytes[place] >= 0x30, bytes[place] <= 0x39 {
            let (product, tooBig) = value.multipliedReportingOverflow(by: 10)
            let (sum, over) = product.addingReportingOverflow(UInt64(bytes[place] - 0x30))
            guard !tooBig, !over else { return nil }
            value = sum
            place += 1
        }
        return place > start ? value : nil
    }

    /// Up to the closing quote, which is taken too.
    mutating func text() -> String? {
        let start = place
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
            guard bytes[place] != UInt8(ascii: "\\"), (0x20..<0x7f).contains(bytes[place]) else { return nil }
            place += 1
        }
        guard place < bytes.count else { return nil }
        place += 1
        return String(decoding: bytes[start..<(place - 1)], as: UTF8.self)
    }
}
