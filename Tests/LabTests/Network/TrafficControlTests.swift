import Testing

@testable import Host

@Suite("tc with all its modules", .enabled(if: isSystemdLab, "run `make lab`"), .timeLimit(.minutes(5)))
struct TrafficControlTests {
    @Test("netem, flower and fw, read back")
    func readBack() async throws {
        let outside = Tools()
        let name = "lab\(UInt32.random(in: 0...UInt32.max))"
        try await outside.check(.modprobe, ["ifb", "numifbs=0"])
        try await outside.check(.ip, ["netns", "add", name])
        let network = Network(tools: Tools(networkNamespace: name))
        try await network.batch(ip: [
            ["link", "add", "va", "type", "veth", "peer", "name", "vb"], ["link", "set", "va", "up"],
            ["link", "add", "mk1", "type", "ifb"], ["link", "set", "mk1", "up"],
        ])
        let redirect = ["action", "mirred", "egress", "redirect", "dev", "mk1"]
        let filter = ["filter", "add", "dev", "va", "egress"]
        try await network.batch(tc: [
            [
                "qdisc", "add", "dev", "mk1", "root", "handle", "1:", "netem", "delay", "100ms", "10ms", "25%", "limit",
                "5000",
            ],
            ["qdisc", "add", "dev", "va", "clsact"],
            filter + [
                "pref", "100", "protocol", "ip", "flower", "ip_proto", "tcp", "dst_ip", "10.0.0.0/8", "dst_port", "80",
            ]
                + redirect,
            filter + ["pref", "101", "protocol", "ipv6", "flower"] + redirect,
        ])
        let flower = try await network.filters(on: "va", hook: .egress).filter { $0.handle != nil }
        #expect(flower.map(\.kind) == ["flower", "flower"])
        #expect(flower.map(\.handle) == ["0x1", "0x1"])
        #expect(flower.first?.options["keys"]?["dst_ip"]?.string == "10.0.0.0/8")
        try await network.batch(tc: [
            filter + ["pref", "102", "protocol", "ip", "handle", "0x10/0xf0", "fw"] + redirect
        ])
        let netem = try #require(try await network.qdiscs(on: "mk1").first)
        #expect(netem.kind == "netem")
        #expect(netem.handle == "1:")
        #expect(netem.isRoot)
        #expect(netem.options["limit"]?.number == 5000)
        #expect(netem.options["delay"]?["delay"]?.number == 0.1)
        #expect(netem.options["delay"]?["jitter"]?.number == 0.01)
        let filters = try await network.filters(on: "va", hook: .egress)
        let whole = filters.filter { $0.handle != nil }
        #expect(whole.map(\.preference) == [100, 101, 102], "\(filters)")
        #expect(whole.map(\.kind) == ["flower", "flower", "fw"])
        #expect(whole.map(\.networkProtocol) == ["ip", "ipv6", "ip"])
        #expect(whole.map(\.redirects) == [["mk1"], ["mk1"], ["mk1"]])
        #expect(whole.map(\.handle) == ["0x1", "0x1", "0x10/0xf0"])
        try await outside.check(.ip, ["netns", "delete", name])
    }
}
