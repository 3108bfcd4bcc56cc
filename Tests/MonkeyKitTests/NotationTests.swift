import Foundation
import MonkeyKit
import Testing

@Suite struct NotationTests {
    @Test(
        arguments: [
            ("250ms", 250_000_000), ("90s", 90_000_000_000), ("5m", 300_000_000_000), ("1h30m", 5_400_000_000_000),
            ("1.5s", 1_500_000_000), ("0s", 0), ("7us", 7000), ("3ns", 3), ("2d", 172_800_000_000_000),
        ] as [(String, Int64)])
    func spansAreRead(text: String, nanoseconds: Int64) {
        #expect(Span(notation: text)?.nanoseconds == nanoseconds)
    }

    @Test(arguments: ["", "5", "m", "5 m", "-5m", "5x", "5mm", "5s5m", "5m5m", ".5s", "5.s", "1e3s", "٥m", "9999999d"])
    func whatIsNoSpanIsRefused(text: String) {
        #expect(Span(notation: text) == nil)
    }

    @Test(arguments: ["0s", "1ns", "250ms", "90s", "5m", "36h", "2d", "1001ms"])
    func spansAreWrittenAsRead(text: String) throws {
        let span = try #require(Span(notation: text))
        #expect(Span(notation: span.notation) == span)
    }

    @Test func everySpanSurvivesItsNotation() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<2000 {
            let span = Span(nanoseconds: Int64(random.below(1 << 50)))
            #expect(Span(notation: span.notation) == span, "\(span.nanoseconds)")
        }
    }

    @Test(arguments: [("80%", 80), ("83.5%", 83.5), ("0%", 0), ("250%", 250)] as [(String, Double)])
    func percentages(text: String, value: Double) {
        #expect(Percent(notation: text)?.value == value)
        #expect(Percent(notation: text)?.notation == text)
    }

    @Test(arguments: ["80", "%", "80 %", "-1%", "80%%", "nan%"])
    func whatIsNoPercentage(text: String) {
        #expect(Percent(notation: text) == nil)
    }

    @Test(
        arguments: [
            ("4096B", 4096), ("2KiB", 2048), ("1.5GiB", 1_610_612_736), ("2GB", 2_000_000_000), ("1kB", 1000),
        ] as [(String, Int64)])
    func sizes(text: String, bytes: Int64) throws {
        let size = try #require(ByteCount(notation: text))
        #expect(size.bytes == bytes)
        #expect(ByteCount(notation: size.notation) == size)
    }

    @Test(arguments: ["4096", "2gib", "2 GiB", "-1B", "GiB", "99999999999TiB"])
    func whatIsNoSize(text: String) {
        #expect(ByteCount(notation: text) == nil)
    }

    @Test func inJSONAValueIsItsNotation() throws {
        let text = String(decoding: try JSONEncoder().encode([Span.minutes(5)]), as: UTF8.self)
        #expect(text == "[\"5m\"]")
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Span].self, from: Data("[\"5\"]".utf8)) }
    }
}
