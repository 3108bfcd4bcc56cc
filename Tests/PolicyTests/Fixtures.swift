import Foundation
import MonkeyKit
import Testing

@testable import Policy

/// Monkeys as the policy sees them: like the real ones, and not tied to how those grow.
enum Fixture {
    enum Signal: String, Choice { case kill = "KILL", term = "TERM" }

    static let kill = MonkeyDeclaration(
        name: "kill", summary: "end processes", targets: [.unit, .process],
        options: OptionTable([
            OptionDeclaration(Option<Signal>("signal", "SIGNAL", default: .kill, help: "what to send")),
            OptionDeclaration(Option<Span>("recover-within", "TIME", default: .seconds(30), help: "time to come back")),
            OptionDeclaration(
                Option<Bool>("irreversible", default: false, place: .policyOnly, help: "also what nobody restarts")),
        ]))
    static let latency = MonkeyDeclaration(
        name: "latency", summary: "slow traffic down", targets: [.unit, .interface],
        options: OptionTable([
            OptionDeclaration(
                Option<Span>("delay", "TIME", in: .milliseconds(1) ... .seconds(60), help: "added to each packet")),
            OptionDeclaration(Option<Span>("jitter", "TIME", help: "spread of the delay")),
            OptionDeclaration(Option<String>("to", "HOST", help: "only traffic to this host")),
        ]))
    static let cpu = MonkeyDeclaration(
        name: "cpu", summary: "burn", targets: [.host],
        options: OptionTable([OptionDeclaration(Option<Percent>("load", "PERCENT", help: "level to reach"))]))
    static let monkeys = [kill, latency, cpu]

    static func read(_ text: String, file: String = "p.yaml") throws -> PolicyDocument {
        try PolicyDocument(parsing: text, file: file, monkeys: monkeys)
    }

    static func problems(_ text: String) -> [String] {
        do {
            _ = try read(text)
            return []
        } catch {
            return (error as? PolicyProblems)?.problems.map(\.description) ?? ["\(error)"]
        }
    }

    /// Seconds since 1970 of a UTC time `2026-11-23T10:00:00`, seconds optional.
    static func utc(_ text: String) throws -> Int64 {
        let parts = text.split(separator: "T")
        let date = try #require(CivilDate(String(parts[0])))
        let clock = try parts[1].split(separator: ":").map { try #require(Int64($0)) }
        return date.days * 86400 + clock[0] * 3600 + clock[1] * 60 + (clock.count > 2 ? clock[2] : 0)
    }
}

extension Fixture {
    static func throughJSON<Value: Codable>(_ value: Value) throws -> Value {
        try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
    }
}
