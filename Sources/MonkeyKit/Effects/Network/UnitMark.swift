internal import Host

/// Marks the packets that processes of one cgroup send, in a table of our own, so that a filter can tell them.
///
/// One bit of the mark is set and the others are left: marks are used by many. It is done at the end of the output hook
/// in a chain of type `filter`, so no route is chosen again because of it.
package struct UnitMark: Effect {
    package static let kind = "network.unit-mark"

    let owner: AttackID
    /// As in /proc/PID/cgroup: `/system.slice/nginx.service`.
    let cgroup: String
    package let mark: UInt32

    package init(owner: AttackID, cgroup: String, mark: UInt32) {
        (self.owner, self.cgroup, self.mark) = (owner, cgroup, mark)
    }

    /// The name of an attack's table in the family `inet`.
    package static func table(of attack: AttackID) -> String { "monkey_\(attack)" }
    var table: String { Self.table(of: owner) }
    var comment: String { "monkey:\(owner)" }

    package var summary: String { "packets of \(escaped(cgroup)) carry the mark \(hexadecimal)" }
    package var lifetime: Lifetime { .boot }
    package var claims: [Claim] { [Claim("mark:\(hexadecimal)")] }
    package var calls: [String] { creation.map { "nft " + $0 } }
    package var undoCalls: [String] { ["nft delete table inet \(table)"] }

    private var hexadecimal: String { "0x" + String(mark, radix: 16) }

    private var creation: [String] {
        [
            "create table inet \(table)",
            "add chain inet \(table) output { type filter hook output priority 300; policy accept; }", rule,
        ]
    }

    /// The level is the depth of the cgroup: cgroups below it count as it.
    private var rule: String {
        let parts = cgroup.split(separator: "/")
        return "add rule inet \(table) output socket cgroupv2 level \(parts.count) "
            + "\"\(parts.joined(separator: "/"))\" "
            + "meta mark set meta mark or \(hexadecimal) comment \"\(comment)\""
    }

    package func apply(_ context: EffectContext) async throws {
        do {
            try await context.host.network.nft(script(creation))
        } catch {
            let contents = try await contents(context)
            guard contents?.areOurs(comment) == true else { throw error }
            try await replaceRule(context)
        }
    }

    /// The rule holds the cgroup's id, not its name: after a restart of the unit it is made again, in one transaction.
    private func replaceRule(_ context: EffectContext) async throws {
        try await context.host.network.nft(script(["flush chain inet \(table) output", rule]))
    }

    package func hold(
        _ context: EffectContext, report: @escaping @Sendable (Measurement) async -> Void
    ) async throws {
        var known = context.host.cgroups.id(of: cgroup)
        while !Task.isCancelled {
            try await Task.sleep(for: .seconds(1))
            // While the unit is down there is no cgroup, and nothing to mark.
            guard let now = context.host.cgroups.id(of: cgroup), now != known else { continue }
            try await replaceRule(context)
            known = now
            await report(Measurement("restarts", 1, unit: "", note: "the mark follows \(escaped(cgroup))"))
        }
    }

    package func revert(_ context: EffectContext) async throws -> Reverted {
        guard let contents = try await contents(context) else { return .nothingToDo }
        guard contents.areOurs(comment) else {
            return .foreign(
                "the nft table inet \(table) holds what is not ours",
                person: "look at `nft list table inet \(table)` and, if nobody needs it, `nft delete table inet \(table)`")
        }
        // By its number: a table made by somebody else meanwhile has another.
        try await context.host.network.nft("delete table inet handle \(contents.handle)\n")
        return .undone
    }

    package func inspect(_ context: EffectContext) async throws -> Standing {
        guard let contents = try await contents(context) else { return .absent }
        guard contents.areOurs(comment) else { return .foreign("the nft table inet \(table) holds what is not ours") }
        return contents.rules.isEmpty ? .foreign("somebody emptied the nft table inet \(table)") : .applied
    }

    private func contents(_ context: EffectContext) async throws -> TableContents? {
        guard let json = try await context.host.network.nftTable(family: "inet", name: table) else { return nil }
        return try .read(json, of: table)
    }

    private func script(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
}
