internal import Host
internal import MonkeyKit

/// The part of the host that a plan depends on, as values.
struct LatencySnapshot: Sendable {
    struct End: Sendable, Hashable {
        let interface: String
        let hook: Filter.Hook
    }

    var links: [Link] = []
    /// Ports of a bridge or a bond: what leaves by them has been seen at their master.
    var enslaved: Set<String> = []
    /// Bits per second, where the driver tells.
    var speeds: [String: Double] = [:]
    /// The interface towards each address of the peer.
    var routes: [PeerAddress: String] = [:]
    var defaultInterface: String?
    var qdiscs: [Qdisc] = []
    var filters: [End: FilterListing] = [:]
    var ssh = SSHEnds()
    /// Of the units or processes that are hit, each once.
    var cgroups: [String] = []
    /// Unit attacks that stand already.
    var markTables = 0
    var missingModules: Set<String> = []
    var ifbIsLoaded = true
    var hasIPv6 = true
}

/// The ends of connections by which somebody may be at work on this host.
struct SSHEnds: Sendable, Hashable {
    /// Ports of this host: where sshd listens and has connections; 22 always, for a sshd that systemd starts on demand.
    var ports: Set<UInt16> = [22]
    /// Servers that an ssh client here is connected to: the way in may be a tunnel from inside.
    var servers: Set<SocketAddress> = []
}
