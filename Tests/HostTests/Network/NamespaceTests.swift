import SystemPackage
import Testing

@testable import Host

/// A network namespace of the test's own, deleted with it; `va` and `vb` are a veth pair in it, 10.9.0.1/24 on `va`.
private func inNamespace(_ body: (Network) async throws -> Void) async throws {
    let outside = Tools()
    let name = "mktest\(UInt32.random(in: 0...UInt32.max))"
    try await outside.check(.ip, ["netns", "add", name])
    let network = Network(tools: Tools(networkNamespace: name))
    do {
        try await network.batch(ip: [
            ["link", "set", "lo", "up"], ["link", "add", "va", "type", "veth", "peer", "name", "vb"],
            ["address", "add", "10.9.0.1/24", "dev", "va"], ["link", "set", "va", "up"], ["link", "set", "vb", "up"],
        ])
        try await body(network)
        try await outside.check(.ip, ["netns", "delete", name])
    } catch {
        _ = try? await outside.check(.ip, ["netns", "delete", name])
        throw error
    }
}

@Suite("The network, in a namespace", .enabled(if: isRoot, "run as root: a network namespace is made"))
struct NamespaceTests {
    @Test("links, addresses and routes")
    func links() async throws {
        try await inNamespace { network in
            try await network.batch(ip: [
                ["link", "add", "mk1", "type", "ifb"], ["link", "set", "mk1", "alias", "of a b"],
            ])
            let link = try #require(try await network.link("mk1"))
            #expect(link.kind == "ifb")
            #expect(link.alias == "of a b")
            #expect(!link.isUp)
            #expect(try await network.link("nope") == nil)
            #expect(try await network.links().map(\.name).sorted() == ["lo", "mk1", "va", "vb"])
            let addresses = try await network.addresses(of: "va").filter { $0.family == .ipv4 }
            #expect(addresses == [.init(family: .ipv4, address: "10.9.0.1", prefix: 24, scope: "global")])
            #expect(try await network.interface(towards: "10.9.0.2") == "va")
            #expect(try await network.interface(towards: "127.0.0.1") == "lo")
            let error = await #expect(throws: HostError.self) { try await network.interface(towards: "8.8.8.8") }
            #expect(error?.errno == .networkUnreachable)
        }
    }

    @Test("a batch stops at the line that fails and names it")
    func batch() async throws {
        try await inNamespace { network in
            let error = await #expect(throws: HostError.self) {
                try await network.batch(ip: [
                    ["link", "set", "va", "mtu", "1400"], ["link", "set", "nope", "up"],
                    ["link", "set", "va", "mtu", "1300"],
                ])
            }
            #expect(error?.description == "cannot run ip link set nope up: Cannot find device \"nope\"")
            let link = try #require(try await network.link("va"))
            #expect(link.mtu == 1400)
        }
    }

    @Test("a qdisc and filters that redirect, beside somebody's own")
    func trafficControl() async throws {
        try await inNamespace { network in
            try await network.batch(tc: [["qdisc", "add", "dev", "va", "root", "handle", "1:", "htb"]])
            try await network.batch(ip: [["link", "add", "mk1", "type", "ifb"], ["link", "set", "mk1", "up"]])
            #expect(try await network.filters(on: "va", hook: .egress).isEmpty)
            try await network.batch(tc: [
                ["qdisc", "add", "dev", "va", "clsact"],
                [
                    "filter", "add", "dev", "va", "egress", "pref", "4711", "protocol", "ip", "u32", "match", "ip",
                    "dst",
                    "10.9.0.2/32", "action", "mirred", "egress", "redirect", "dev", "mk1",
                ],
            ])
            let qdiscs = try await network.qdiscs(on: "va")
            #expect(qdiscs.map(\.kind) == ["htb", "clsact"])
            #expect(qdiscs.map(\.isRoot) == [true, false])
            #expect(qdiscs.map(\.device) == ["va", "va"])
            #expect(try await network.qdiscs().contains { $0.device == "mk1" })
            let filter = try #require(try await network.filters(on: "va", hook: .egress).last)
            #expect(filter.kind == "u32")
            #expect(filter.preference == 4711)
            #expect(filter.redirects == ["mk1"])
            #expect(try await network.filters(on: "va", hook: .ingress).isEmpty)

            let error = await #expect(throws: HostError.self) {
                try await network.batch(tc: [["qdisc", "add", "dev", "va", "clsact"]])
            }
            #expect(error?.errno == .fileExists)
            try await network.batch(tc: [["filter", "delete", "dev", "va", "egress", "pref", "4711", "protocol", "ip"]])
            #expect(try await network.filters(on: "va", hook: .egress).isEmpty)
            let gone = await #expect(throws: HostError.self) {
                try await network.batch(tc: [
                    ["filter", "delete", "dev", "va", "egress", "pref", "4711", "protocol", "ip"]
                ])
            }
            #expect(gone?.errno == .noSuchFileOrDirectory, "\(gone?.description ?? "")")
        }
    }

    @Test("an nft script is all or nothing")
    func nft() async throws {
        try await inNamespace { network in
            let error = await #expect(throws: HostError.self) {
                try await network.nft("table inet monkey_a {}\ntable inet monkey_b {\n  chain c { foo bar; }\n}\n")
            }
            #expect(error?.description == "cannot run nft chain c { foo bar; }: No symbol type information")
            #expect(try await network.nftTables().isEmpty)
            #expect(try await network.nftTable(family: "inet", name: "monkey_a") == nil)

            try await network.nft("table inet monkey_a { set s { type ipv4_addr; flags timeout; }; }\n")
            #expect(try await network.nftTables().map(\.name) == ["monkey_a"])
            let text = try #require(try await network.nftTable(family: "inet", name: "monkey_a"))
            #expect(text.contains("\"timeout\""))
        }
    }
}
