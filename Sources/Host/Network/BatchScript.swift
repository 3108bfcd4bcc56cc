internal import SystemPackage

/// Lines for `ip -batch -` and `tc -batch -`, and the way back from "Command failed -:2" to the line that failed.
struct BatchScript: Sendable {
    let tool: Tools.Tool
    let lines: [[String]]
    let text: String

    /// - Throws: when a word could be read as more than one word. iproute2 splits at white space, knows quotes, takes `#`
    ///   for a comment and a backslash at the end for a continued line (lib/utils.c, `getcmdline` and `makeargs`).
    init(_ lines: [[String]], for tool: Tools.Tool) throws(HostError) {
        var text = ""
        for line in lines {
            var words: [String] = []
            for word in line { words.append(try BatchScript.quoted(word, of: line, for: tool)) }
            text += words.joined(separator: " ") + "\n"
        }
        (self.tool, self.lines, self.text) = (tool, lines, text)
    }

    private static func quoted(_ word: String, of line: [String], for tool: Tools.Tool) throws(HostError) -> String {
        let special: Set<Character> = ["\"", "'", "#", "\\", "\n", "\r", "\r\n", "\0"]
        if let character = word.first(where: special.contains) {
            throw HostError(
                operation: "run", subject: Tools.words(tool, line),
                cause: "a word may not hold \(String(reflecting: String(character)))", errno: .invalidArgument)
        }
        return word.isEmpty || word.contains(where: \.isWhitespace) ? "\"\(word)\"" : word
    }

    func error(_ result: ToolResult) -> HostError {
        let complaint = Complaint(result, from: tool)
        guard let number = complaint.line, lines.indices.contains(number - 1) else {
            return complaint.error(about: Tools.words(tool, ["-batch", "-"]))
        }
        return complaint.error(about: Tools.words(tool, lines[number - 1]))
    }
}
