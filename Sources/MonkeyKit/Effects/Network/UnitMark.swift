internal import Host

/// Marks the packets that processes of one cgroup send, in a table of our own, so that a filter can tell them.
///
/// One bit of the mark is set and the others are left: marks are used by many. It is done at the end of the output hook
/// in a chain of type `filter`, so no route is chosen again because of it.
package struct UnitMark: Effect {
    package static let kind = "network.unit-mark"

    let owner: AttackID
    /// As in /proc/PID/cgroup: `/system.slice/nginx.service`.
    let cgroups: [String]
    package let mark: UInt32

    package init(owner: AttackID, cgroups: [String], mark: UInt32) {
        (self.owner, self.cgroups, self.mark) = (owner, cgroups, mark)
    }

    /// The name of an attack's table in the family `inet`.
    package static func table(of attack: AttackID) -> String { "monkey_\(attack)" }
    var table: String { Self.table(of: owner) }
    var comment: String { "monkey:\(owner)" }

    package var summary: String { "packets of \(names) carry the mark \(hexadecimal)" }
    package var lifetime: Lifetime { .boot }
    package var claims: [Claim] { [Claim("mark:\(hexadecimal)")] }
    package var calls: [String] { creation.map { "nft " + $0 } }
    package var undoCalls: [String] { ["nft delete table inet \(table)"] }

    private var hexadecimal: String { "0x" + String(mark, radix: 16) }

    private var names: String { cgroups.map { escaped($0) }.joined(separator: ", ") }

    private var creation: [String] {
        [
            "create table inet \(table)",
            "add chain inet \(table) output { type filter hook output priority 300; policy accept; }",
        ] + cgroups.map(rule)
    }

    /// The level is the depth of the cgroup: cgroups below it count as it.
    private func rule(for cgroup: String) -> String {
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
            try await replaceRules(context)
        }
    }

    /// The rule holds the cgroup's id, not its name: after a restart of the unit it is made again, in one transaction.
    private func replaceRules(_ context: EffectContext) async throws {
        try await context.host.network.nft(script(["flush chain inet \(table) output"] + cgroups.map(rule)))
    }

    package func hold(
        _ context: EffectContext, report: @escaping @Sendable (Measurement) async -> Void
    ) async throws {
        var known = identities(context)
        while !Task.isCancelled {
            try await Task.sleep(for: .seconds(1))
            // While the unit is down there is no cgroup, and nothing to mark.
            let now = identities(context)
            guard now != known, now.count == cgroups.count, try await follows(context) else { continue }
            known = now
            await report(Measurement("restarts", 1, unit: "", note: "the mark follows \(names)"))
        }
    }

    /// False if a unit went down again in between; the next round sees it.
    private func follows(_ context: EffectContext) async throws -> Bool {
        do {
            try await replaceRules(context)
            return true
        } catch {
            let contents = try await contents(context)
            guard contents?.areOurs(comment) == true, identities(context).count < cgroups.count else { throw error }
            return false
        }
    }

    /// The ids of the cgroups that are there.
    private func identities(_ context: EffectContext) -> [UInt64] {
        cgroups.compactMap { context.host.cgroups.id(of: $0) }
    }

    package func revert(_ context: EffectContext) async throws -> Reverted {
        guard let contents = try await contents(context) else { return .nothingToDo }
        guard contents.areOurs(comment) else {
            return .foreign(
                "the nft table inet \(table) holds what is not ours",
                person:
                    "look at `nft list table inet \(table)` and, if nobody needs it, `nft delete table inet \(table)`")
        }
        // By its number: a table made by somebody else meanwhile has another.
        try await context.host.network.nft("delete table inet handle \(contents.handle)\n")
        return .undone
    }

    package func inspect(_ context: EffectContext) async throws -> Standing {
        guard let contents = try await contents(context) else { return .absent }
        guard contents.areOurs(comment) else { return .foreign("the nft table inet \(table) holds what is not ours") }
        return contents.rules.count == cgroups.count
            ? .applied : .foreign("somebody took rules out of the nft table inet \(table)")
    }

    private func contents(_ context: EffectContext) async throws -> TableContents? {
        guard let json = try await context.host.network.nftTable(family: "inet", name: table) else { return nil }
        return try .read(json, of: table)
    }

    private func script(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
}
