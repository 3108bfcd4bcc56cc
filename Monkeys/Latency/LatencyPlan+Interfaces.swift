internal import Host
internal import MonkeyKit

extension LatencyPlan {
    /// Where the traffic is met.
    static func interfaces(for wish: LatencyWish, in snapshot: LatencySnapshot) throws -> [Place] {
        var named = wish.interface.map { [$0] } ?? []
        if case .interfaces(let targets) = wish.subject, named.isEmpty { named = targets }
        guard named.isEmpty else {
            let addresses = try wish.peer.map { try self.addresses(of: $0, in: snapshot) } ?? []
            return try named.map { Place(link: try link($0, in: snapshot), addresses: addresses) }
        }
        if let peer = wish.peer { return try places(towards: peer, in: snapshot) }
        if wish.needsMark { return try everywhere(in: snapshot) }
        guard let name = snapshot.defaultInterface else {
            throw Refusal("latency: there is no default route", remedy: "name the interface with --interface")
        }
        return [Place(link: try link(name, in: snapshot), addresses: [])]
    }

    private static func addresses(of peer: Peer, in snapshot: LatencySnapshot) throws -> [PeerAddress] {
        if peer.isNetwork, let network = PeerAddress(peer.host) { return [network] }
        return snapshot.routes.keys.sorted { $0.text < $1.text }
    }

    /// Each address on the interface its route leads to.
    private static func places(towards peer: Peer, in snapshot: LatencySnapshot) throws -> [Place] {
        let groups = Dictionary(grouping: snapshot.routes, by: \.value)
        guard !groups.isEmpty else {
            throw Refusal(
                "latency --to \(escaped(peer.host)): no route leads there",
                remedy: "name the interface with --interface")
        }
        return try groups.sorted { $0.key < $1.key }.map { name, routes in
            Place(link: try link(name, in: snapshot), addresses: routes.map(\.key).sorted { $0.text < $1.text })
        }
    }

    /// Every interface that is up, without the loopback, without ports of bridges and bonds, whose traffic is met at
    /// their master, and without links of monkeys.
    private static func everywhere(in snapshot: LatencySnapshot) throws -> [Place] {
        let links = snapshot.links.filter {
            $0.isUp && !$0.isLoopback && $0.kind != "ifb" && !snapshot.enslaved.contains($0.name)
        }
        guard !links.isEmpty else {
            throw Refusal("latency: no interface but the loopback is up", remedy: "name it with --interface lo")
        }
        return links.sorted { $0.name < $1.name }.map { Place(link: $0, addresses: []) }
    }

    private static func link(_ name: String, in snapshot: LatencySnapshot) throws -> Link {
        guard let link = snapshot.links.first(where: { $0.name == name }) else {
            throw Refusal(
                "latency on \(escaped(name)): there is no such interface",
                remedy: "take one of " + snapshot.links.map(\.name).sorted().joined(separator: ", "))
        }
        guard link.isUp else { throw Refusal("latency on \(name): it is down", remedy: "bring it up first") }
        guard link.kind != "ifb" else {
            throw Refusal(
                "latency on \(name): an ifb cannot redirect to another", remedy: "name the interface behind it")
        }
        return link
    }
}
