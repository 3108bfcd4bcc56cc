internal import Host

/// Sends traffic of one interface through our link, by filters of our own behind everybody else's.
///
/// Behind, because a packet that comes back from the link skips the first action it meets: with theirs first, theirs
/// run exactly once, and the one that is skipped is ours (net/sched/act_api.c, `tcf_action_exec`). A filter of somebody
/// else that ends a packet's way before ours keeps that packet from being redirected.
///
/// Every action carries the attack's id as its cookie; that is how our filters are known.
package struct Redirect: Effect {
    package static let kind = "network.redirect"

    let owner: AttackID
    let interface: String
    /// The kernel's number of the interface, which stays when it is renamed.
    let index: Int
    /// There was neither clsact nor ingress on the interface: we add clsact, and take it away when it is empty.
    let makesClsact: Bool
    package let filters: [TrafficFilter]
    /// What is redirected, for people: `traffic to 10.0.0.2`.
    let subject: String

    package init(
        owner: AttackID, interface: String, index: Int, makesClsact: Bool, filters: [TrafficFilter], subject: String
    ) {
        (self.owner, self.interface, self.index, self.makesClsact) = (owner, interface, index, makesClsact)
        (self.filters, self.subject) = (filters, subject)
    }

    var link: String { NetemLink.name(of: owner) }
    /// Sixteen bytes at most (TC_COOKIE_MAX_SIZE); an id has eleven.
    var cookie: String {
        owner.text.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    package var summary: String { "\(subject) on \(interface) goes through \(link)" }
    package var lifetime: Lifetime { .boot }
    /// One redirect an interface: a second would not see the packets of the first, and clsact has one owner.
    package var claims: [Claim] { [Claim("interface:\(interface)/redirect")] }
    package var calls: [String] { additions.map { "tc " + $0.joined(separator: " ") } }
    package var undoCalls: [String] {
        var lines: [[String]] = []
        for filter in filters where !lines.contains(filter.deletion(from: interface)) {
            lines.append(filter.deletion(from: interface))
        }
        if makesClsact { lines.append(clsact("del", interface)) }
        return lines.map { "tc " + $0.joined(separator: " ") }
    }

    private var additions: [[String]] {
        (makesClsact ? [clsact("add", interface)] : [])
            + filters.map { $0.addition(to: interface, link: link, cookie: cookie) }
    }

    func clsact(_ verb: String, _ interface: String) -> [String] { ["qdisc", verb, "dev", interface, "clsact"] }

    package func apply(_ context: EffectContext) async throws {
        do {
            try await context.host.network.batch(tc: additions)
        } catch {
            try await complete(after: error, context)
        }
    }

    /// The batch stopped because a part of it stands already: adds what is missing, if that part is ours.
    private func complete(after error: HostError, _ context: EffectContext) async throws {
        let sight = try await look(at: interface, context)
        if let stranger = sight.strangers.first {
            throw HostError(operation: "redirect", subject: "\(subject) on \(interface)", cause: stranger)
        }
        guard !sight.ours.isEmpty else {
            // clsact or ingress appeared after the plan was made: not ours, and `revert` has to know.
            if makesClsact, error.isPresence { context.grip.keep(ForeignClsact(), as: foreignClsactKey) }
            throw error
        }
        let missing = filters.filter { !sight.ours.contains($0) }
        try await context.host.network.batch(
            tc: missing.map { $0.addition(to: interface, link: link, cookie: cookie) })
    }

    var foreignClsactKey: String { "\(Self.kind):\(interface):clsact" }

    /// If the link goes, the kernel drops what is redirected to it (net/sched/act_mirred.c): then the filters go at once.
    package func hold(
        _ context: EffectContext, report: @escaping @Sendable (Measurement) async -> Void
    ) async throws {
        // The monitor of another network namespace is not in /sys.
        while context.host.tools.networkNamespace == nil {
            try await Task.sleep(for: .seconds(1))
            guard linkIsGone else { continue }
            _ = try await revert(context)
            throw HostError(operation: "keep", subject: summary, cause: "somebody deleted the link \(link)")
        }
    }
}

extension Redirect {
    private var linkIsGone: Bool {
        do {
            _ = try Directory("/sys/class/net/" + link)
            return false
        } catch {
            // A name in this directory is a symbolic link, so what stands there is told from nothing by the error.
            return error.isAbsence
        }
    }
}

/// Kept in the grip when the clsact that stands is not the one we would have made.
final class ForeignClsact: Sendable {}
