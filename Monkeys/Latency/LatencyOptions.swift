internal import Host
internal import MonkeyKit

/// The options of the latency monkey.
enum LatencyOptions {
    static let delay = Option<Span>(
        "delay", "TIME", default: .milliseconds(100), in: .milliseconds(1)...(.seconds(60)),
        help: "how long each packet is held back")
    static let jitter = Option<Span>(
        "jitter", "TIME", in: Span(nanoseconds: 1000)...(.seconds(60)),
        help: "how far the delay varies; packets may overtake each other")
    static let correlation = Option<Percent>(
        "correlation", "PERCENT", in: Percent(0)...Percent(100),
        help: "how much the delay of one packet depends on that of the one before; needs --jitter")
    static let distribution = Option<Netem.Distribution>(
        "distribution", "SHAPE", help: "how the delays are spread around --delay; needs --jitter")
    static let to = Option<String>(
        "to", "HOST[:PORT]",
        help: "only traffic to and from this peer: a name, an address, ADDRESS/PREFIX, [IPV6]:PORT")
    static let interface = Option<String>(
        "interface", "IF", where: { $0.utf8.count < 16 && !$0.contains("/") && !$0.contains(" ") },
        limits: "the name of an interface",
        help: "where; by default the interface of the route to the peer, or of the default route")
    static let direction = Option<Direction>(
        "direction", "WAY", default: .egress,
        help:
            "what is sent (egress), what is received (ingress), or both: then a round trip takes twice the delay longer"
    )
    static let includeSSH = Option<Bool>(
        "include-ssh", default: false, place: .policyOnly, help: "delay SSH too, live sessions and new ones")
    static let includeNeighbourDiscovery = Option<Bool>(
        "include-neighbour-discovery", default: false, place: .policyOnly,
        help: "delay IPv6 neighbour discovery too; neighbours may be lost")

    static let table = OptionTable([
        OptionDeclaration(delay), OptionDeclaration(jitter), OptionDeclaration(correlation),
        OptionDeclaration(distribution), OptionDeclaration(to), OptionDeclaration(interface),
        OptionDeclaration(direction), OptionDeclaration(includeSSH), OptionDeclaration(includeNeighbourDiscovery),
    ])
}

enum Direction: String, Choice {
    case egress, ingress, both

    var hooks: [Filter.Hook] {
        switch self {
        case .egress: [.egress]
        case .ingress: [.ingress]
        case .both: [.egress, .ingress]
        }
    }
}
