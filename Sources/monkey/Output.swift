internal import ArgumentParser
internal import FoundationEssentials
internal import Host

/// `@Option` in this target is the command line's; the monkeys' own options are `MonkeyKit.Option`.
typealias Option<Value> = ArgumentParser.Option<Value>

func printLine(_ text: String) { Terminal.write(text + "\n") }
func printError(_ text: String) { Terminal.write(text + "\n", to: .error) }

/// One JSON value a line, keys sorted, so that scripts and people can read it.
func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    printLine(String(decoding: try encoder.encode(value), as: UTF8.self))
}

/// A line that replaces itself on a terminal and is left out elsewhere.
func printProgress(_ text: String) {
    if Terminal.isTerminal { Terminal.write("\r\u{1b}[K" + text) }
}

/// Ends a progress line, so that the next line stands on its own.
func endProgress() {
    if Terminal.isTerminal { Terminal.write("\r\u{1b}[K") }
}
