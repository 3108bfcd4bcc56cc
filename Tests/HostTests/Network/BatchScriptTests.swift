import Testing

@testable import Host

@Suite("Batch scripts for ip and tc")
struct BatchScriptTests {
    @Test("words become lines; white space is quoted")
    func text() throws {
        let script = try BatchScript(
            [["link", "set", "va", "alias", "two words"], ["link", "set", "va", "up"]], for: .ip)
        #expect(script.text == "link set va alias \"two words\"\nlink set va up\n")
    }

    @Test(
        "a word that the tool would split or cut is refused",
        arguments: ["a\nqdisc del dev eth0 root", "a\"b", "it's", "#x", "a\\", "a\r\nb"])
    func refused(_ word: String) {
        #expect(throws: HostError.self) { try BatchScript([["link", "add", word]], for: .ip) }
    }

    @Test("the error is about the line that failed")
    func blame() throws {
        let script = try BatchScript([["link", "set", "va", "up"], ["link", "set", "nope", "up"]], for: .ip)
        let error = script.error(
            ToolResult(status: 1, errors: "Cannot find device \"nope\"\nCommand failed -:2\n"))
        #expect(error.description == "cannot run ip link set nope up: Cannot find device \"nope\"")
    }
}
