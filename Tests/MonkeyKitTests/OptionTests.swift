import MonkeyKit
import Testing

private enum Mode: String, Choice { case fast, slow }

private let delay = Option<Span>(
    "delay", "TIME", default: .milliseconds(100), in: .milliseconds(1)...(.seconds(60)), help: "how long")
private let all = Option<Bool>("all", default: false, help: "everything")
private let mode = Option<Mode>("run-mode", "MODE", help: "how")
private let harm = Option<Bool>("irreversible", default: false, place: .policyOnly, help: "permission")
private let table = OptionTable([.init(delay), .init(all), .init(mode), .init(harm)])

@Suite struct OptionTests {
    @Test func wordsBecomeValues() throws {
        let values = try table.read(["--delay", "0.2s", "--all", "--run-mode=slow"], monkey: "test")
        #expect(values[delay] == .milliseconds(200))
        #expect(values[all] == true)
        #expect(values[mode] == .slow)
        #expect(values.texts == ["delay": "200ms", "all": "true", "run-mode": "slow"])
    }

    @Test func whatIsNotGivenIsTheDefault() throws {
        let values = try table.read([], monkey: "test")
        #expect(values[delay] == .milliseconds(100))
        #expect(!values.has(delay))
        #expect(values[mode] == nil)
    }

    @Test(arguments: [
        (["--dealy", "1s"], "unknown option --dealy for test; did you mean --delay?"),
        (["--xyz"], "unknown option --xyz for test; it takes --delay --all --run-mode"),
        (["--delay"], "--delay needs a value: a duration such as 250ms, 90s, 5m or 2h, from 1ms to 1m"),
        (["--delay", "fast"], "--delay fast: not a duration such as 250ms, 90s, 5m or 2h, from 1ms to 1m"),
        (["--delay", "2m"], "--delay 2m: not a duration such as 250ms, 90s, 5m or 2h, from 1ms to 1m"),
        (["--delay", "1s", "--delay", "2s"], "--delay is given twice"),
        (
            ["--delay", "1s..2s"],
            "--delay 1s..2s: a range belongs into a policy; give one value, a duration such as 250ms, 90s, 5m or 2h, from 1ms to 1m"
        ),
        (["--run-mode", "medium"], "--run-mode medium: not one of fast, slow"),
        (["--irreversible"], "--irreversible can only be set in the policy, as monkeys.test.irreversible"),
        (["stray"], "unexpected argument \"stray\" for test; options start with --"),
        (["--all=perhaps"], "--all perhaps: not true or false"),
    ])
    func wrongWordsGetOneLine(words: [String], line: String) {
        #expect(throws: UsageProblem(line)) { try table.read(words, monkey: "test") }
    }

    @Test func aPolicyGivesValuesOrRanges() throws {
        let option = OptionDeclaration(delay)
        #expect(option.policyKey == "delay")
        #expect(OptionDeclaration(mode).policyKey == "runMode")
        let range = try #require(option.bounds("100ms..0.4s"))
        #expect(range == OptionBounds(low: "100ms", high: "400ms"))
        #expect(option.contains(range, "250ms"))
        #expect(!option.contains(range, "401ms"))
        #expect(option.bounds("400ms..100ms") == nil)
        #expect(option.bounds("100ms..2h") == nil)
        #expect(OptionDeclaration(mode).bounds("fast..slow") == nil)
    }

    @Test func aDrawLiesInsideItsRangeAndFollowsTheSeed() throws {
        let option = OptionDeclaration(delay)
        let range = try #require(option.bounds("100ms..400ms"))
        for seed in 0..<500 as Range<UInt64> {
            var first = SeededGenerator(seed: seed)
            var second = SeededGenerator(seed: seed)
            let drawn = option.draw(range, using: &first)
            #expect(option.contains(range, drawn), "\(drawn)")
            #expect(drawn == option.draw(range, using: &second))
        }
    }
}
