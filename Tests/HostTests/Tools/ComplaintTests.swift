import SystemPackage
import Testing

@testable import Host

@Suite("What a tool complains about")
struct ComplaintTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let tool: Tools.Tool
        let errors: String
        let cause: String
        var errno: Errno?
        var line: Int?
        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "tc, extended acknowledgement", tool: .tc,
            errors: "Error: TC classifier not found.\nWe have an error talking to the kernel\n",
            cause: "TC classifier not found."),
        Case(
            name: "tc batch", tool: .tc,
            errors: "Error: Exclusivity flag on, cannot modify.\nCommand failed -:1\n",
            cause: "Exclusivity flag on, cannot modify.", errno: .fileExists, line: 1),
        Case(
            name: "ip batch", tool: .ip, errors: "Cannot find device \"nope\"\nCommand failed -:2\n",
            cause: "Cannot find device \"nope\"", errno: .operationNotSupportedByDevice, line: 2),
        Case(
            name: "ip route", tool: .ip, errors: "RTNETLINK answers: Network is unreachable\n",
            cause: "Network is unreachable", errno: .networkUnreachable),
        Case(
            name: "nft syntax", tool: .nft,
            errors: "/dev/stdin:2:12-14: Error: No symbol type information\n chain b { foo bar; }\n           ^^^\n",
            cause: "No symbol type information"),
        Case(
            name: "nft absent", tool: .nft,
            errors: "Error: No such file or directory\nlist table inet nope\n                ^^^^\n",
            cause: "No such file or directory", errno: .noSuchFileOrDirectory),
        Case(name: "silence", tool: .modprobe, errors: "", cause: "it ended with status 1"),
    ]

    @Test(arguments: cases)
    func reads(_ example: Case) {
        let complaint = Complaint(ToolResult(status: 1, errors: example.errors), from: example.tool)
        #expect(complaint.cause == example.cause)
        #expect(complaint.errno == example.errno)
        #expect(complaint.line == example.line)
    }
}
