/// A queueing discipline, as `tc -json -s qdisc` shows it (tc(8)).
package struct Qdisc: Sendable, Hashable {
    /// `netem`, `htb`, `fq_codel`, `clsact`, …
    package let kind: String
    /// `8001:`, `0:` for one the kernel made by itself, `ffff:` for ingress and clsact.
    package let handle: String
    /// The interface.
    package let device: String
    /// The class or hook it hangs on; `nil` at the root.
    package let parent: String?
    package let isRoot: Bool
    /// What is set, in the tool's own words.
    package let options: JSON
    package let statistics: Statistics

    package struct Statistics: Sendable, Hashable {
        package let bytes: UInt64
        package let packets: UInt64
        package let drops: UInt64
        package let overlimits: UInt64
        /// Bytes waiting now.
        package let backlog: UInt64
        /// Packets waiting now.
        package let queued: UInt64
    }
}

extension Qdisc: Decodable {
    private enum CodingKeys: String, CodingKey {
        case kind, handle, dev, parent, root, options, bytes, packets, drops, overlimits, backlog, qlen
    }

    package init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: CodingKeys.self)
        func count(_ key: CodingKeys) throws -> UInt64 { try object.decodeIfPresent(UInt64.self, forKey: key) ?? 0 }
        kind = try object.decode(String.self, forKey: .kind)
        handle = try object.decode(String.self, forKey: .handle)
        device = try object.decodeIfPresent(String.self, forKey: .dev) ?? ""
        parent = try object.decodeIfPresent(String.self, forKey: .parent)
        isRoot = try object.decodeIfPresent(Bool.self, forKey: .root) ?? false
        options = try object.decodeIfPresent(JSON.self, forKey: .options) ?? .object([:])
        statistics = Statistics(
            bytes: try count(.bytes), packets: try count(.packets), drops: try count(.drops),
            overlimits: try count(.overlimits), backlog: try count(.backlog), queued: try count(.qlen))
    }
}

extension Qdisc {
    /// The same on this interface: asked about one interface, the tool leaves its name out.
    func on(_ device: String) -> Qdisc {
        Qdisc(
            kind: kind, handle: handle, device: device, parent: parent, isRoot: isRoot, options: options,
            statistics: statistics)
    }
}
