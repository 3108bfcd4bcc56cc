internal import ArgumentParser
internal import Host
internal import MonkeyKit
internal import Report
internal import Trail
internal import Troop

/// `monkey log`: what happened, from the trail.
struct Log: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What happened: every attack, or one with its decision, plan, steps and measurements.",
        subcommands: [LogShow.self, LogVerify.self], defaultSubcommand: LogShow.self)
}

struct LogShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "The attacks, or one of them whole.")

    @Argument(help: "One attack, whole.") var id: String?
    @Option(help: "Only what is newer: a duration back from now, such as 2h.") var since: Span?
    @Flag(help: "Go on printing as things happen, until Ctrl-C.") var follow = false
    @Flag(help: "The trail's own records, one a line.") var json = false

    func run() async throws {
        let troop = try Troop.onThisHost()
        var wanted: AttackID?
        if let id {
            guard let parsed = AttackID(id) else {
                throw UsageProblem("\"\(id)\" is not an attack id, eleven letters and digits")
            }
            guard try troop.trail.attack(parsed) != nil else {
                throw UsageProblem("no attack \(parsed) is in the trail")
            }
            wanted = parsed
        }
        let start = try troop.trail.end()
        let earliest = since.map { troop.host.clock.wallTime().advanced(by: .nanoseconds(-$0.nanoseconds)) }
        let narrative = Narrative(whole: wanted != nil, json: json)
        for record in try troop.trail.records(of: wanted, since: earliest) { show(record, narrative) }
        var position = start
        while follow {
            let (records, next) = try troop.trail.read(from: position)
            position = next
            for record in records where wanted == nil || record.attack == wanted { show(record, narrative) }
            try await Task.sleep(for: .milliseconds(200))
        }
    }
}

private func show(_ record: TrailRecord, _ narrative: Narrative) {
    if let text = narrative.text(of: record) { printLine(text) }
}

struct LogVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check the whole trail: every line, every link of its chain.")

    func run() async throws {
        let troop = try Troop.onThisHost()
        let report = try troop.trail.verify()
        for problem in report.problems { printLine(escaped(problem.description)) }
        printLine(
            "\(report.records) records in \(report.segments) segments, head \(report.head); \(report.problems.count) problems"
        )
        if !report.problems.isEmpty { throw Exit.failed.code }
    }
}
