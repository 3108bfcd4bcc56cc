import Glibc
import SystemPackage
import Testing

@testable import Host

@Suite("An error of the host")
struct HostErrorTests {
    @Test("is one sentence of operation, subject, cause and mend")
    func sentence() {
        let error = HostError(
            operation: "open", subject: "/etc/x", errno: .permissionDenied, mend: "run as root")
        #expect(error.description == "cannot open /etc/x: Permission denied; run as root")
    }

    @Test(
        "cannot move the cursor or begin a line with a name from the host",
        arguments: [
            ("a\nb", "a\\u{a}b"), ("\u{1b}[2J", "\\u{1b}[2J"), ("a\u{9b}b", "a\\u{9b}b"),
            ("x\u{202e}fdp", "x\\u{202e}fdp"), ("ä ü 猿", "ä ü 猿"),
        ])
    func controlCharacters(text: String, expected: String) {
        #expect(text.escapingControlCharacters == expected)
    }

    @Test("comes from -1 and the error number right after the call")
    func checked() throws {
        let error = #expect(throws: HostError.self) {
            try errnoChecked(operation: "close", subject: "nothing") { Glibc.close(-1) }
        }
        #expect(error?.errno == .badFileDescriptor)
        #expect(try errnoChecked(operation: "ask", subject: "something") { 7 } == 7)
    }

    @Test("does not come of an interrupted call, which is made again")
    func interrupted() throws {
        var calls = 0
        let call = { () -> Int32 in
            calls += 1
            errno = EINTR
            return calls < 3 ? -1 : 5
        }
        #expect(try errnoChecked(operation: "wait for", subject: "it", call) == 5)
        #expect(calls == 3)
        calls = 0
        let error = #expect(throws: HostError.self) {
            try errnoChecked(operation: "wait for", subject: "it", retryOnInterrupt: false, call)
        }
        #expect(error?.errno == .interrupted)
        #expect(calls == 1)
    }
}
