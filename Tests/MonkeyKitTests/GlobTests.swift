import Testing

@testable import MonkeyKit

@Suite("A pattern fits a whole name") struct GlobTests {
    @Test(arguments: [
        ("nginx.service", "nginx.service", true), ("nginx.service", "nginx.services", false),
        ("nginx.service", "xnginx.service", false), ("nginx.service", "nginxaservice", false), ("*", "", true),
        ("*", "a/b", true), ("web@*.service", "web@1.service", true), ("web@*.service", "web@.service", true),
        ("web@*.service", "web@1.socket", false), ("?", "", false), ("?", "é", true), ("??", "a", false),
        ("web[1-3]", "web2", true), ("web[1-3]", "web4", false), ("web[!1-3]", "web4", true),
        ("web[^1-3]", "web2", false),
        ("[]a]", "]", true), ("[a-]", "-", true), ("a*b*c", "aXbYc", true), ("a*b*c", "aXbY", false),
        ("*ab*ab", "abab", true), ("*ab*ab", "ab", false), ("a**b", "ab", true),
        ("dev-disk\\x2dby.device", "dev-disk\\x2dby.device", true),
        ("[*]", "*", true), ("[*]", "a", false),
    ])
    func fits(_ pattern: String, _ name: String, _ expected: Bool) throws {
        #expect(try Glob(pattern).matches(name) == expected)
    }

    @Test(arguments: ["", "[", "a[b", "[]", "[!]", "[z-a]", "web[1-"]) func isNoPattern(_ pattern: String) {
        #expect(throws: GlobProblem.self) { try Glob(pattern) }
    }

    /// Patterns of stars over a long name would take for ever with plain backtracking.
    @Test func manyStarsAreCheap() throws {
        let glob = try Glob(String(repeating: "a*", count: 30) + "b")
        #expect(!glob.matches(String(repeating: "a", count: 5000)))
    }
}

@Suite("Days of the calendar") struct CivilDateTests {
    @Test(arguments: [
        ("1970-01-01", 0, Weekday.thu), ("1969-12-31", -1, .wed), ("2000-02-29", 11016, .tue),
        ("2026-11-23", 20780, .mon),
        ("2100-03-01", 47541, .mon), ("0001-01-01", -719162, .mon),
    ])
    func isDay(_ text: String, _ days: Int64, _ weekday: Weekday) throws {
        let date = try #require(CivilDate(text))
        #expect(date.days == days)
        #expect(date.weekday == weekday)
        #expect(date.description == text)
    }

    @Test(arguments: [
        "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "2026-01-32", "26-01-01", "2026-01-0a",
        "+026-01-01", "",
    ])
    func isNoDay(_ text: String) {
        #expect(CivilDate(text) == nil)
    }
}
