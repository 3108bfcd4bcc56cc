import MonkeyKit
import Testing

@Suite struct ValueTests {
    @Test func idsSortByTimeAndReadBack() throws {
        let early = AttackID(milliseconds: 1_770_000_000_000, random: 0x3fff)
        let late = AttackID(milliseconds: 1_770_000_000_001, random: 0)
        #expect(early < late)
        #expect(early.text.count == 11)
        #expect(AttackID(early.text) == early)
        #expect(AttackID(early.text.uppercased()) == early)
    }

    @Test(arguments: ["", "short", "0123456789!", "0123456789u", "0123456789ab", "../../../etc"])
    func whatIsNoID(text: String) {
        #expect(AttackID(text) == nil)
    }

    @Test func theGeneratorIsFixedForEver() {
        // Reference values of SplitMix64 with the seed 1234567.
        var generator = SeededGenerator(seed: 1_234_567)
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
    }

    @Test func samplesAreFair() {
        var hits = [0, 0, 0, 0, 0]
        for seed in 0..<5000 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let picked = generator.sample(2, of: [0, 1, 2, 3, 4])
            #expect(Set(picked).count == 2)
            for item in picked { hits[item] += 1 }
        }
        // 2000 each; the standard deviation is 35.
        for count in hits { #expect(abs(count - 2000) < 175) }
    }

    @Test(
        arguments: [
            ("latnecy", "latency"), ("kil", "kill"), ("Disk", "disk"), ("cpus", "cpu"), ("elephant", nil), ("", nil),
        ] as [(String, String?)])
    func nearestName(word: String, expected: String?) {
        #expect(nearest(to: word, among: ["kill", "latency", "disk", "cpu"]) == expected)
    }

    @Test(arguments: [
        ("nginx", "nginx"), ("a\nb", "a\\u{a}b"), ("\u{1b}[2Jx", "\\u{1b}[2Jx"), ("\u{202e}x", "\\u{202e}x"),
        ("Zürich", "Zürich"), ("\u{2028}", "\\u{2028}"),
    ])
    func namesFromTheHostAreSafeToPrint(name: String, shown: String) {
        #expect(escaped(name) == shown)
    }
}
