import FoundationEssentials
import Testing

@testable import Host

@Suite("journald", .enabled(if: isSystemdLab, "run `make lab`"), .timeLimit(.minutes(5)))
struct JournalLabTests {
    @Test("an entry arrives with its fields")
    func send() async throws {
        let attack = "test\(UInt32.random(in: 0...UInt32.max))"
        let journal = Journal()
        #expect(journal.isAvailable)
        #expect(journal.send("two\nlines", priority: .warning, fields: ["MONKEY_ATTACK": attack, "bad name": "x"]))
        let text = try await output(of: "journalctl --sync; journalctl -o json MONKEY_ATTACK=" + attack)
        let entry = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
        #expect(entry["MESSAGE"]?.string == "two\nlines")
        #expect(entry["PRIORITY"]?.string == "4")
        #expect(entry["SYSLOG_IDENTIFIER"]?.string == "monkey")
        #expect(entry["bad name"] == nil)
    }
}
