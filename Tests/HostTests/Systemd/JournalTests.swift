import Testing

@testable import Host

@Suite("What is told to journald and to the service manager")
struct JournalTests {
    @Test("fields: ours first, only proper names, none of ours twice")
    func entry() {
        let entry = Journal.entry(
            "it broke\nagain", priority: .warning,
            fields: [
                "MONKEY_ATTACK": "x", "MESSAGE_ID": "00", "_PID": "1", "lower": "1", "1A": "1", "A B": "1", "": "1",
                "MESSAGE": "forged", "A1": "1",
            ])
        #expect(
            entry == [
                "MESSAGE=it broke\nagain", "PRIORITY=4", "SYSLOG_IDENTIFIER=monkey", "A1=1", "MESSAGE_ID=00",
                "MONKEY_ATTACK=x",
            ])
    }

    @Test("without journald nothing happens", .enabled(if: !Journal().isAvailable, "only where journald is not"))
    func absent() {
        #expect(!Journal().send("nobody hears this"))
    }
}
