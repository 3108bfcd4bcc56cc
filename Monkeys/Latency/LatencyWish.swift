internal import Host
internal import MonkeyKit

/// What was asked for, checked for contradictions, before the host is looked at.
struct LatencyWish: Sendable {
    /// Whose traffic.
    enum Subject: Sendable, Equatable {
        /// Everything that passes the interfaces; none named means that a route decides.
        case interfaces([String])
        case units([String])
        case processes([ProcessIdentity])
    }

    let attack: AttackID
    let subject: Subject
    let delay: Span
    let jitter: Span?
    let correlation: Percent?
    let distribution: Netem.Distribution?
    let peer: Peer?
    let interface: String?
    let direction: Direction
    let sparesSSH: Bool
    let sparesNeighbourDiscovery: Bool

    /// - Throws: `UsageProblem` for options that contradict each other, `Refusal` for what cannot be done.
    init(_ request: PlanRequest) throws {
        let options = request.options
        attack = request.attack
        delay = options[LatencyOptions.delay] ?? .milliseconds(100)
        jitter = options[LatencyOptions.jitter]
        correlation = options[LatencyOptions.correlation]
        distribution = options[LatencyOptions.distribution]
        interface = options[LatencyOptions.interface]
        direction = options[LatencyOptions.direction] ?? .egress
        sparesSSH = options[LatencyOptions.includeSSH] != true
        sparesNeighbourDiscovery = options[LatencyOptions.includeNeighbourDiscovery] != true
        peer = try options[LatencyOptions.to].map(Peer.init)
        subject = try Self.subject(of: request.targets)
        if jitter == nil, correlation != nil || distribution != nil {
            throw UsageProblem("--\(correlation != nil ? "correlation" : "distribution") needs --jitter")
        }
        if let jitter, jitter > delay {
            throw UsageProblem("--jitter \(jitter.notation) is more than --delay \(delay.notation)")
        }
        if case .interfaces(let names) = subject, let interface, !names.isEmpty, names != [interface] {
            throw UsageProblem("--interface \(interface) is not the target \(names.joined(separator: ", "))")
        }
        guard direction == .egress || !needsMark else {
            throw Refusal(
                "latency --direction \(direction.rawValue) for \(request.targets.map(\.description).joined(separator: ", ")): "
                    + "what is received cannot be told by its process yet where it can be delayed",
                remedy: "use --direction egress, which makes every round trip longer by the same")
        }
    }

    /// Whether the traffic is told by the processes that send it.
    var needsMark: Bool { if case .interfaces = subject { false } else { true } }

    private static func subject(of targets: [Target]) throws -> Subject {
        var interfaces: [String] = []
        var units: [String] = []
        var processes: [ProcessIdentity] = []
        for target in targets {
            switch target {
            case .host: break
            case .interface(let name): interfaces.append(name)
            case .unit(let name): units.append(name)
            case .process(let identity, _): processes.append(identity)
            case .filesystem: throw UsageProblem("latency cannot hit a filesystem")
            }
        }
        switch (interfaces.isEmpty, units.isEmpty, processes.isEmpty) {
        case (_, true, true): return .interfaces(interfaces)
        case (true, false, true): return .units(units)
        case (true, true, false): return .processes(processes)
        default: throw UsageProblem("latency takes targets of one kind at a time")
        }
    }
}
