/// A text in which some words are covered by characters of Unicode's private use area, one for one.
struct MaskedText {
    private var lines: [[Unicode.Scalar]]
    private var originals: [Yaml.Mark: String] = [:]

    init(_ text: String) {
        lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    }

    var text: String {
        var view = String.UnicodeScalarView()
        for (number, line) in lines.enumerated() {
            if number > 0 { view.append("\n") }
            view.append(contentsOf: line)
        }
        return String(view)
    }

    func original(at mark: Yaml.Mark) -> String? { originals[mark] }

    /// Covers the key that starts at `mark`, each time with a different character; false if there is no plain or simply
    /// quoted key, or it was covered before.
    mutating func mask(at mark: Yaml.Mark) -> Bool {
        guard originals[mark] == nil, lines.indices.contains(mark.line - 1),
            let cover = Unicode.Scalar(0xE000 + UInt32(originals.count)), originals.count < 1000
        else { return false }
        let line = lines[mark.line - 1]
        var start = mark.column - 1
        guard line.indices.contains(start) else { return false }
        let quote: Unicode.Scalar? = line[start] == "\"" || line[start] == "'" ? line[start] : nil
        if quote != nil { start += 1 }
        var end = start
        while end < line.count, quote.map({ line[end] != $0 }) ?? !ends(line, end) { end += 1 }
        guard end > start, end < line.count else { return false }
        while end > start, line[end - 1] == " " { end -= 1 }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: line[start..<end])
        originals[mark] = String(name)
        for place in start..<end { lines[mark.line - 1][place] = cover }
        return true
    }

    /// Whether a plain key ends here: at a colon before a space or the end of the line.
    private func ends(_ line: [Unicode.Scalar], _ place: Int) -> Bool {
        line[place] == ":" && (place + 1 >= line.count || [" ", "\t", "\r"].contains(line[place + 1]))
    }
}
