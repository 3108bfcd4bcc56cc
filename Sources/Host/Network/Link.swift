/// A network interface, as `ip -json -details link` shows it.
package struct Link: Sendable, Hashable {
    /// The kernel's number for it; never given twice while a network namespace lives (netdevice(7)).
    package let index: Int
    package let name: String
    /// The kind of a virtual interface (`ifb`, `veth`, `bridge`); `nil` for hardware and the loopback.
    package let kind: String?
    /// `UP`, `LOOPBACK`, `LOWER_UP` and so on.
    package let flags: Set<String>
    /// Bytes.
    package let mtu: Int
    /// The name of its root qdisc.
    package let qdisc: String?
    /// What somebody wrote beside it (`ip link set alias`).
    package let alias: String?
    /// The hardware address.
    package let address: String?
    /// The interface it hangs on or is paired with, where the kernel names one.
    package let parent: String?
    /// Packets that may wait in the driver's queue; also the default limit of simple qdiscs.
    package let queueLength: Int?

    package var isUp: Bool { flags.contains("UP") }
    package var isLoopback: Bool { flags.contains("LOOPBACK") }
}

extension Link: Decodable {
    private enum CodingKeys: String, CodingKey {
        case ifindex, ifname, flags, mtu, qdisc, ifalias, address, link, txqlen, linkinfo
    }

    private struct Info: Decodable {
        let kind: String?
        enum CodingKeys: String, CodingKey { case kind = "info_kind" }
    }

    package init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: CodingKeys.self)
        index = try object.decode(Int.self, forKey: .ifindex)
        name = try object.decode(String.self, forKey: .ifname)
        flags = try object.decodeIfPresent(Set<String>.self, forKey: .flags) ?? []
        mtu = try object.decodeIfPresent(Int.self, forKey: .mtu) ?? 0
        qdisc = try object.decodeIfPresent(String.self, forKey: .qdisc)
        alias = try object.decodeIfPresent(String.self, forKey: .ifalias)
        address = try object.decodeIfPresent(String.self, forKey: .address)
        parent = try object.decodeIfPresent(String.self, forKey: .link)
        queueLength = try object.decodeIfPresent(Int.self, forKey: .txqlen)
        kind = try object.decodeIfPresent(Info.self, forKey: .linkinfo)?.kind
    }
}

/// An address of an interface.
package struct InterfaceAddress: Sendable, Hashable, Decodable {
    package enum Family: String, Sendable, Decodable { case ipv4 = "inet", ipv6 = "inet6" }

    package let family: Family
    /// The address in its usual text form.
    package let address: String
    /// Bits of the network part.
    package let prefix: Int
    /// `global`, `link`, `host`.
    package let scope: String

    private enum CodingKeys: String, CodingKey {
        case family, scope
        case address = "local"
        case prefix = "prefixlen"
    }
}
