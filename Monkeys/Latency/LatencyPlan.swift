internal import Host
internal import MonkeyKit

/// From what was asked and what the host looks like to the effects: a pure function.
enum LatencyPlan {
    /// One interface whose traffic is hit, and the addresses it is narrowed to; none means all.
    struct Place: Sendable, Equatable {
        let link: Link
        let addresses: [PeerAddress]
    }

    static func make(_ wish: LatencyWish, _ snapshot: LatencySnapshot) throws -> Plan {
        try refuseWithoutModules(wish, snapshot)
        let places = try interfaces(for: wish, in: snapshot)
        var effects: [any Effect] = [link(wish, snapshot, places)]
        var match = PacketMatch(peer: wish.peer, mark: nil)
        if wish.needsMark {
            guard snapshot.markTables < marks.count else {
                throw Refusal(
                    "latency: \(snapshot.markTables) attacks on units' traffic stand already, one for each mark",
                    remedy: "wait until one has ended")
            }
            let mark = UnitMark(owner: wish.attack, cgroups: snapshot.cgroups, mark: marks[snapshot.markTables])
            effects.append(mark)
            match.mark = mark.mark
        }
        var notes = notes(wish, places)
        for place in places {
            let planner = RedirectPlanner(wish: wish, snapshot: snapshot, place: place, match: match)
            effects.append(try planner.redirect())
            notes += planner.notes
        }
        return Plan(effects: effects, notes: notes)
    }

    /// Bits that Kubernetes, Calico, Cilium and Tailscale leave alone.
    static let marks: [UInt32] = [0x2000, 0x1000]

    /// What the kernel must be able to do for this wish, by the names of its modules.
    static func modules(for wish: LatencyWish) -> [String] {
        var modules = ["sch_netem", "ifb", "sch_ingress", "act_mirred"]
        let passes = wish.sparesSSH || wish.sparesNeighbourDiscovery
        if passes { modules.append("act_gact") }
        if passes || !wish.needsMark { modules.append("cls_flower") }
        if wish.needsMark { modules += ["cls_u32", "nft_socket"] }
        return modules
    }

    private static func refuseWithoutModules(_ wish: LatencyWish, _ snapshot: LatencySnapshot) throws {
        guard let module = modules(for: wish).first(where: snapshot.missingModules.contains) else { return }
        throw Refusal(
            "latency: the kernel has no \(module)",
            remedy: "boot a kernel with the module \(module), or install it (Debian: the package linux-image-amd64)")
    }

    private static func link(_ wish: LatencyWish, _ snapshot: LatencySnapshot, _ places: [Place]) -> NetemLink {
        let known = places.map { snapshot.speeds[$0.link.name] }
        // One line of unknown speed makes the sum unknown.
        let speed = known.contains { $0 == nil } ? nil : known.compactMap { $0 }.reduce(0, +)
        // Normal and Pareto tables reach four deviations out (tc's own tables are scaled so).
        let longest = Span(nanoseconds: wish.delay.nanoseconds + 4 * (wish.jitter?.nanoseconds ?? 0))
        let netem = Netem(
            delay: wish.delay, jitter: wish.jitter, correlation: wish.correlation, distribution: wish.distribution,
            limit: Netem.limit(bitsPerSecond: speed, longestDelay: longest))
        return NetemLink(
            owner: wish.attack, netem: netem, loadsModule: !snapshot.ifbIsLoaded, hasIPv6: snapshot.hasIPv6,
            probe: probe(wish, places))
    }

    /// Only where our own connection is delayed as theirs are: the mark is on other processes' packets alone.
    private static func probe(_ wish: LatencyWish, _ places: [Place]) -> RoundTripProbe? {
        guard !wish.needsMark, let peer = wish.peer, !peer.isNetwork, let port = peer.port,
            let address = places.first?.addresses.first
        else { return nil }
        let asked = Span(nanoseconds: wish.delay.nanoseconds * Int64(wish.direction.hooks.count))
        return RoundTripProbe(address: address.bare, port: port, asked: asked)
    }

    private static func notes(_ wish: LatencyWish, _ places: [Place]) -> [String] {
        var notes: [String] = []
        if wish.direction == .both { notes.append("both directions: a round trip takes twice the delay longer") }
        if places.contains(where: \.link.isLoopback) {
            notes.append(
                "on the loopback every packet is sent and received by this host: a round trip passes it twice in each "
                    + "direction")
        }
        if wish.needsMark {
            notes.append(
                "the kernel answers the first packet of a connection to the unit by itself: the handshake is not "
                    + "delayed, everything after it is")
            if wish.interface == nil, wish.peer == nil {
                notes.append("traffic on the loopback is not delayed; name it with --interface lo")
            }
        }
        if wish.jitter != nil { notes.append("with jitter, packets may overtake each other") }
        return notes
    }
}
