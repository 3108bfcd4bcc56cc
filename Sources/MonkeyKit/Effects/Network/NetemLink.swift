internal import Host

/// A link of our own whose queue is the network emulator. It delays nothing until somebody redirects packets to it.
///
/// An ifb gives an egress packet back to the interface it came from, behind our filters, and an ingress packet to the
/// stack (drivers/net/ifb.c): whatever shaping the interface has stays in force.
package struct NetemLink: Effect {
    package static let kind = "network.netem-link"

    let owner: AttackID
    package let netem: Netem
    /// The module is loaded without the two links it makes by itself.
    let loadsModule: Bool
    /// IPv6 would give the link an address.
    let hasIPv6: Bool
    /// Whom the delay is measured against, where it can be.
    let probe: RoundTripProbe?

    package init(
        owner: AttackID, netem: Netem, loadsModule: Bool, hasIPv6: Bool, probe: RoundTripProbe? = nil
    ) {
        (self.owner, self.netem, self.loadsModule) = (owner, netem, loadsModule)
        (self.hasIPv6, self.probe) = (hasIPv6, probe)
    }

    package static func name(of attack: AttackID) -> String { "mk\(attack)" }
    package static func alias(of attack: AttackID) -> String { "monkey:\(attack)" }
    private var name: String { Self.name(of: owner) }
    private var alias: String { Self.alias(of: owner) }

    package var summary: String { "link \(name) delays what is sent through it by \(netem.summary)" }
    package var lifetime: Lifetime { .boot }
    package var claims: [Claim] { [Claim("link:\(name)")] }
    package var calls: [String] {
        (loadsModule ? ["modprobe ifb numifbs=0"] : [])
            + ([addition] + settings).map { "ip " + $0.joined(separator: " ") }
            + ["tc " + queue.joined(separator: " ")]
    }
    package var undoCalls: [String] { ["ip link del dev \(name)"] }

    private var addition: [String] { ["link", "add", "name", name, "type", "ifb"] }
    private var settings: [[String]] {
        (hasIPv6 ? [["link", "set", "dev", name, "addrgenmode", "none"]] : [])
            + [["link", "set", "dev", name, "alias", alias, "up"]]
    }
    /// `replace`, so that it may be said twice: the link is ours alone.
    private var queue: [String] { ["qdisc", "replace", "dev", name, "root"] + netem.words }

    package func apply(_ context: EffectContext) async throws {
        // Nothing is redirected yet: the probe need not wait for the link, nor the link for the probe.
        async let before: Void = takeBefore(context)
        try await makeLink(context)
        try await context.host.network.batch(tc: [queue])
        await before
    }

    private func makeLink(_ context: EffectContext) async throws {
        let network = context.host.network
        if loadsModule { try await context.host.tools.check(.modprobe, ["ifb", "numifbs=0"]) }
        do {
            try await network.batch(ip: [addition] + settings)
        } catch {
            guard error.isPresence, let link = try await network.link(name), isOurs(link) else { throw error }
            try await network.batch(ip: settings)
        }
    }

    private func takeBefore(_ context: EffectContext) async {
        guard let probe, context.grip.held(probeKey, as: RoundTrips.self) == nil else { return }
        let trips = RoundTrips(probe)
        await trips.takeBefore(on: context.host)
        context.grip.keep(trips, as: probeKey)
    }

    private var probeKey: String { "\(name):probe" }

    package func hold(
        _ context: EffectContext, report: @escaping @Sendable (Measurement) async -> Void
    ) async throws {
        guard let trips = context.grip.held(probeKey, as: RoundTrips.self) else { return }
        await trips.takeDuring(on: context.host)
        if let measurement = trips.measurement { await report(measurement) }
        while !Task.isCancelled {
            try await Task.sleep(for: .seconds(5))
            await trips.takeDuring(on: context.host)
        }
    }

    package func measure(_ context: EffectContext) async throws -> [Measurement] {
        let queues = try await context.host.network.qdiscs(on: name)
        guard let queue = queues.first(where: { $0.isRoot && $0.kind == "netem" })?.statistics else { return [] }
        let note = "statistics of \(name)"
        return [
            Measurement("delayed", Double(queue.packets + queue.queued), unit: "", note: "packets, \(note)"),
            Measurement("delayed", Double(queue.bytes + queue.backlog), unit: "B", note: note),
            Measurement("dropped", Double(queue.drops), unit: "", asked: 0, note: "packets, \(note)"),
        ] + (context.grip.held(probeKey, as: RoundTrips.self)?.measurement.map { [$0] } ?? [])
    }

    package func revert(_ context: EffectContext) async throws -> Reverted {
        guard let link = try await context.host.network.link(name) else { return .nothingToDo }
        guard isOurs(link) else { return .foreign(described(link), person: nil) }
        do {
            try await context.host.network.batch(ip: [["link", "del", "dev", name]])
        } catch let error where error.isAbsence {
            return .nothingToDo
        }
        return .undone
    }

    package func inspect(_ context: EffectContext) async throws -> Standing {
        guard let link = try await context.host.network.link(name) else { return .absent }
        guard isOurs(link) else { return .foreign(described(link)) }
        guard link.qdisc == "netem" else {
            return .foreign("the queue of \(name) is \(link.qdisc ?? "gone"), not the netem we gave it")
        }
        return link.isUp ? .applied : .foreign("somebody took \(name) down")
    }

    /// Without an alias it is ours too, made by an `apply` that died before the next line.
    private func isOurs(_ link: Link) -> Bool { link.kind == "ifb" && (link.alias ?? alias) == alias }

    private func described(_ link: Link) -> String {
        "\(name) is a link of kind \(link.kind ?? "none") with the alias \"\(link.alias ?? "")\", not ours"
    }
}
