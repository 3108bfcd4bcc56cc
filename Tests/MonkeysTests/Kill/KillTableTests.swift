import Host
import MonkeyKit
import Testing

@testable import Kill

/// What is decided without a host.
@Suite struct KillTableTests {
    // MARK: Signals

    static let names: [(typed: String, read: String?)] = [
        ("KILL", "KILL"), ("SIGKILL", "KILL"), ("kill", "KILL"), ("9", "KILL"), ("sigterm", "TERM"), ("40", "40"),
        ("64", "64"), ("0", nil), ("65", nil), ("-9", nil), ("KIL", nil), ("", nil), ("SIG", nil), ("9 ", nil),
    ]

    @Test("reads a signal", arguments: names)
    func signalNames(typed: String, read: String?) {
        #expect(SignalName(notation: typed)?.notation == read)
        if let read { #expect(SignalName(notation: read)?.notation == read) }
    }

    static let consequences: [(name: String, signal: String, masks: SignalMasks, is: Consequence)] = [
        ("default", "TERM", masks(), .ends),
        ("default of HUP", "HUP", masks(), .ends),
        ("default of WINCH", "WINCH", masks(), .ignored),
        ("real time", "40", masks(), .ends),
        ("caught TERM", "TERM", masks(caught: [15]), .asked),
        ("caught QUIT", "QUIT", masks(caught: [3]), .asked),
        ("caught HUP is a reload", "HUP", masks(caught: [1]), .handled),
        ("caught USR1", "USR1", masks(caught: [10]), .handled),
        ("caught SEGV", "SEGV", masks(caught: [11]), .handled),
        ("ignored", "TERM", masks(ignored: [15]), .ignored),
        ("blocked", "TERM", masks(blocked: [15], caught: [15]), .ignored),
        ("nobody escapes KILL", "KILL", masks(blocked: [9], ignored: [9], caught: [9]), .ends),
        ("nobody escapes STOP", "STOP", masks(ignored: [19], caught: [19]), .stops),
        ("TSTP", "TSTP", masks(), .stops),
        ("caught TSTP", "TSTP", masks(caught: [20]), .handled),
        ("CONT", "CONT", masks(), .handled),
    ]

    @Test("what a signal does", arguments: consequences)
    func consequence(name: String, signal: String, masks: SignalMasks, is expected: Consequence) throws {
        #expect(try masks.consequence(of: #require(SignalName(notation: signal))) == expected, "\(name)")
    }

    private static func masks(blocked: [UInt64] = [], ignored: [UInt64] = [], caught: [UInt64] = []) -> SignalMasks {
        func bits(_ numbers: [UInt64]) -> UInt64 { numbers.reduce(0) { $0 | 1 << ($1 - 1) } }
        var masks = SignalMasks()
        masks.blocked = bits(blocked)
        masks.ignored = bits(ignored)
        masks.caught = bits(caught)
        return masks
    }

    @Test func readsTheStatusOfAProcess() throws {
        let text = "Name:\tx y\nState:\tT (stopped)\nSigBlk:\t0000000000000001\nSigIgn:\t0000000000001000\n"
        let masks = try #require(SignalMasks(status: text + "SigCgt:\t0000000180004002\nCapInh:\t0\n"))
        #expect(masks.isStopped)
        #expect((masks.blocked, masks.ignored, masks.caught) == (1, 0x1000, 0x1_8000_4002))
        #expect(SignalMasks(status: text) == nil, "a line is missing")
        #expect(SignalMasks(status: text + "SigCgt:\tzz\n") == nil)
    }

    // MARK: Restart=

    /// systemd.service(5), the table under `Restart=`: clean exit, failing exit, clean signal, deadly signal.
    static let rules: [(RestartRule, String)] = [
        (.no, "----"), (.always, "xxxx"), (.onSuccess, "x-x-"), (.onFailure, "-x-x"), (.onAbnormal, "---x"),
        (.onAbort, "---x"), (.onWatchdog, "----"),
    ]

    @Test("restarts", arguments: rules)
    func restarts(rule: RestartRule, covered: String) {
        let columns: [RestartRule.Cause] = [.cleanExit, .failureExit, .cleanSignal, .deadlySignal]
        #expect(String(columns.map { rule.covers($0) ? "x" : "-" }) == covered)
    }

    @Test func aCleanSignalIsNoneForAOneshot() {
        #expect(RestartRule.causes(of: .terminate, .ends, isOneshot: false) == [.cleanSignal])
        #expect(RestartRule.causes(of: .terminate, .ends, isOneshot: true) == [.deadlySignal])
        #expect(RestartRule.causes(of: .kill, .ends, isOneshot: false) == [.deadlySignal])
        #expect(RestartRule.causes(of: .terminate, .asked, isOneshot: false).count == 3)
        #expect(RestartRule.causes(of: .hangup, .handled, isOneshot: false).isEmpty)
    }

    // MARK: Probes

    static let probes: [(typed: String, read: String?)] = [
        ("http://127.0.0.1:8080/health", "http://127.0.0.1:8080/health"), ("http://localhost", "http://localhost:80/"),
        ("http://[::1]:81/a?b", "http://[::1]:81/a?b"), ("tcp://db:5432", "tcp://db:5432"), ("tcp://db", nil),
        ("tcp://db:5432/x", nil), ("https://x/", nil), ("http://:80/", nil), ("tcp://x:0", nil), ("tcp://x:65536", nil),
        ("http://x/a b", nil), ("http://x/\r\nEvil:", nil), ("tcp://::1:80", nil), ("http://[::1/", nil), ("", nil),
    ]

    @Test("reads a probe", arguments: probes)
    func probe(typed: String, read: String?) {
        #expect(Probe(notation: typed)?.notation == read)
        if let read { #expect(Probe(notation: read)?.notation == read) }
    }

    @Test(
        "reads a status",
        arguments: [("HTTP/1.1 200 OK\r\n", 200), ("HTTP/1.0 503\n", 503), ("", nil), ("SSH-2.0", nil)])
    func status(line: String, code: Int?) {
        #expect(Probe.status(Array(line.utf8)) == code)
    }
}
