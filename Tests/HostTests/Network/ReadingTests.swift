import Testing

@testable import Host

@Suite("Reading what ip, tc and nft print")
struct ReadingTests {
    @Test("ip link")
    func links() throws {
        let links = try reading(
            [Link].self,
            from: """
                [{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP","LOWER_UP"],"mtu":65536,"qdisc":"noqueue",\
                "operstate":"UNKNOWN","txqlen":1000,"link_type":"loopback","address":"00:00:00:00:00:00"},\
                {"ifindex":2,"ifname":"mk1","flags":["BROADCAST","NOARP"],"mtu":1500,"qdisc":"noop","txqlen":32,\
                "address":"c2:b4:9d:b5:c1:f8","linkinfo":{"info_kind":"ifb"},"ifalias":"monkey x"},\
                {"ifindex":3,"link":"va","ifname":"vb","flags":["UP"],"mtu":1400,"linkinfo":{"info_kind":"veth"}}]
                """, of: "ip link")
        #expect(links.map(\.name) == ["lo", "mk1", "vb"])
        #expect(links.map(\.index) == [1, 2, 3])
        #expect(links.map(\.kind) == [nil, "ifb", "veth"])
        #expect(links.map(\.isUp) == [true, false, true])
        #expect(links.map(\.isLoopback) == [true, false, false])
        #expect(links.map(\.mtu) == [65536, 1500, 1400])
        #expect(links.map(\.alias) == [nil, "monkey x", nil])
        #expect(links.map(\.parent) == [nil, nil, "va"])
        #expect(links.map(\.queueLength) == [1000, 32, nil])
        #expect(links[1].address == "c2:b4:9d:b5:c1:f8")
    }

    @Test("tc qdisc")
    func qdiscs() throws {
        let qdiscs = try reading(
            [Qdisc].self,
            from: """
                [{"kind":"htb","handle":"1:","dev":"va","root":true,"refcnt":3,"options":{"r2q":10,"default":"0x10",\
                "direct_qlen":1000},"bytes":70,"packets":1,"drops":2,"overlimits":3,"requeues":0,"backlog":4,"qlen":5},\
                {"kind":"clsact","handle":"ffff:","dev":"va","parent":"ffff:fff1","options":{},"bytes":0,"packets":0},\
                {"kind":"netem","handle":"8001:","parent":"1:10","options":{"limit":1000,"delay":{"delay":0.1,\
                "jitter":0.01,"correlation":0}}}]
                """, of: "tc qdisc")
        #expect(qdiscs.map(\.kind) == ["htb", "clsact", "netem"])
        #expect(qdiscs.map(\.handle) == ["1:", "ffff:", "8001:"])
        #expect(qdiscs.map(\.device) == ["va", "va", ""])
        #expect(qdiscs.map(\.parent) == [nil, "ffff:fff1", "1:10"])
        #expect(qdiscs.map(\.isRoot) == [true, false, false])
        #expect(qdiscs[0].statistics == .init(bytes: 70, packets: 1, drops: 2, overlimits: 3, backlog: 4, queued: 5))
        #expect(qdiscs[0].options["default"] == .string("0x10"))
        #expect(qdiscs[2].options["delay"]?["delay"]?.number == 0.1)
        #expect(qdiscs[2].on("x").device == "x")
    }

    @Test("tc filter")
    func filters() throws {
        let filters = try reading(
            [Filter].self,
            from: """
                [{"protocol":"ipv6","pref":4712,"kind":"u32","chain":0},\
                {"protocol":"ipv6","pref":4712,"kind":"u32","chain":0,"options":{"fh":"800:","ht_divisor":1}},\
                {"protocol":"ipv6","pref":4712,"kind":"u32","chain":0,"options":{"fh":"800::800","order":2048,\
                "match":{"value":"0","mask":"0"},"actions":[{"order":1,"kind":"mirred","mirred_action":"redirect",\
                "direction":"egress","to_dev":"mk1","control_action":{"type":"stolen"}}]}},\
                {"protocol":"ip","pref":4711,"kind":"flower","chain":0,"options":{"handle":1,"keys":{"eth_type":"ipv4",\
                "dst_ip":"10.0.0.1"},"not_in_hw":true,"actions":[{"kind":"gact"}]}}]
                """, of: "tc filter")
        #expect(filters.map(\.preference) == [4712, 4712, 4712, 4711])
        #expect(filters.map(\.networkProtocol) == ["ipv6", "ipv6", "ipv6", "ip"])
        #expect(filters.map(\.handle) == [nil, "800:", "800::800", "0x1"])
        #expect(filters.map(\.redirects) == [[], [], ["mk1"], []])
        #expect(filters[3].options["keys"]?["dst_ip"]?.string == "10.0.0.1")
    }

    @Test("tc filter, where fw spoils the JSON")
    func filtersAsText() throws {
        let text = """
            filter protocol ip pref 100 flower chain 0 \n\
            filter protocol ip pref 100 flower chain 0 handle 0x1 \n\
              eth_type ipv4
              dst_ip 10.0.0.0/8
              not_in_hw
            \taction order 1: mirred (Egress Redirect to device mk1) stolen
            \tindex 1 ref 1 bind 1

            filter protocol ip pref 102 fw chain 0 \n\
            filter protocol ip pref 102 fw chain 0 handle 0x10/0xf0 \n\

            \taction order 1: mirred (Egress Redirect to device mk1) stolen
            \tindex 2 ref 1 bind 1
            filter parent ffff: protocol ipv6 pref 4712 u32 chain 0 fh 800::800 order 2048 key ht 800 bkt 0
            """
        let filters = try Filter.list(text: text, of: "tc filter")
        #expect(filters.map(\.preference) == [100, 100, 102, 102, 4712])
        #expect(filters.map(\.kind) == ["flower", "flower", "fw", "fw", "u32"])
        #expect(filters.map(\.networkProtocol) == ["ip", "ip", "ip", "ip", "ipv6"])
        #expect(filters.map(\.handle) == [nil, "0x1", nil, "0x10/0xf0", "800::800"])
        #expect(filters.map(\.redirects) == [[], ["mk1"], [], ["mk1"], []])
        #expect(throws: HostError.self) { try Filter.list(text: "filter nonsense", of: "tc filter") }
    }

    @Test(
        "the handle of fw",
        arguments: [
            (#"{"fw":{"mark":"0x10","mask":"0xf0"}}"#, "0x10/0xf0"), (#"{"fw":{"mark":16,"mask":4294967295}}"#, "0x10"),
            (#"{"fw":{"mark":"10"}}"#, "0x10"), (#"{"handle":16}"#, "0x10"),
        ])
    func mark(_ options: String, _ handle: String) throws {
        let row = "[{\"protocol\":\"ip\",\"pref\":1,\"kind\":\"fw\",\"options\":\(options)}]"
        #expect(try reading([Filter].self, from: row, of: "tc filter").first?.handle == handle)
    }

    @Test("nft tables")
    func tables() throws {
        let tables = try NftTable.list(
            """
            {"nftables": [{"metainfo": {"version": "1.0.6", "json_schema_version": 1}}, \
            {"table": {"family": "inet", "name": "monkey_x", "handle": 7}}]}
            """, of: "nft")
        #expect(tables == [NftTable(family: "inet", name: "monkey_x", handle: 7)])
    }

    @Test("nothing is an empty list", arguments: ["", "\n", "[]", " [ ]\n"])
    func nothing(_ output: String) throws {
        #expect(try reading([Filter].self, from: output, of: "tc filter").isEmpty)
    }

    @Test("what is not JSON is a sentence that names the place", arguments: ["qdisc netem", "[{\"kind\":1}]", "{}"])
    func malformed(_ output: String) {
        let error = #expect(throws: HostError.self) { try reading([Qdisc].self, from: output, of: "tc qdisc") }
        #expect(error?.description.hasPrefix("cannot read the answer of tc qdisc: it is not the JSON expected") == true)
    }

    @Test("an nft error is about the line of the script it points at")
    func blamedLine() {
        let script = "table inet a {\n  chain b { foo bar; }\n}\n"
        #expect(Network.line(of: script, blamedBy: "/dev/stdin:2:12-14: Error: x\n") == "chain b { foo bar; }")
        #expect(Network.line(of: script, blamedBy: "Error: x\n") == "table inet a {")
        #expect(Network.line(of: script, blamedBy: "/dev/stdin:99:1-1: Error: x\n") == "-f -")
    }
}
