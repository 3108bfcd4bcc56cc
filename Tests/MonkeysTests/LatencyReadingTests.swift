import Foundation
import Testing

@testable import Host
@testable import Latency
@testable import MonkeyKit

func decoded<Value: Decodable>(_ json: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(json.utf8))
}

/// What is read from the tools and from the command line.
@Suite struct LatencyReadingTests {
    @Test(
        "a peer",
        arguments: [
            ("db.example", "db.example", nil), ("db.example:5432", "db.example", 5432), ("10.0.0.2", "10.0.0.2", nil),
            ("10.0.0.2:80", "10.0.0.2", 80), ("10.0.0.0/8", "10.0.0.0/8", nil), ("fd00::2", "fd00::2", nil),
            ("[fd00::2]:443", "fd00::2", 443), ("[fd00::2]", "fd00::2", nil), ("fd00::/64", "fd00::/64", nil),
        ] as [(String, String, UInt16?)])
    func peer(text: String, host: String, port: UInt16?) throws {
        let peer = try Peer(text)
        #expect(peer.host == host)
        #expect(peer.port == port)
    }

    @Test(
        "not a peer",
        arguments: [
            "", ":80", "a:", "a:0", "a:65536", "a:b", "[fd00::2", "[fd00::2]x", "10.0.0.0/33", "a/8", "fd00::/129",
            "a b",
            "-4", "1:2:3", "a\"b",
        ])
    func notAPeer(text: String) {
        #expect(throws: UsageProblem.self) { try Peer(text) }
    }

    @Test func aListingWithEveryKind() {
        let listing = FilterListing(
            """
            filter protocol ip pref 5 fw chain 0 
            filter protocol ip pref 5 fw chain 0 handle 0x2000/0x2000 
            \taction order 1: gact action pass
            filter protocol all pref 49152 bpf chain 0 
            filter protocol all pref 49152 bpf chain 0 handle 0x1 cil_to_netdev direct-action not_in_hw id 700
            filter protocol ip pref 61000 flower chain 0 
            filter protocol ip pref 61000 flower chain 0 handle 0x1 
              ip_proto tcp
            \taction order 1: gact action pass
            \tcookie 616263

            filter protocol ip pref 61003 u32 chain 0 
            filter protocol ip pref 61003 u32 chain 0 fh 800: ht divisor 1 
            filter protocol ip pref 61003 u32 chain 0 fh 800::1 order 1 key ht 800 bkt 0 terminal flowid not_in_hw
            \taction order 1: mirred (Egress Redirect to device mk1) stolen
            \tcookie 616264
            """)
        #expect(listing.entries.map(\.classifier) == ["fw", "bpf", "flower", "u32"])
        #expect(listing.entries.map(\.handle) == ["0x2000/0x2000", "0x1", "0x1", "800::1"])
        #expect(listing.entries.map(\.preference) == [5, 49152, 61000, 61003])
        #expect(listing.entries.map(\.cookies) == [[], [], ["616263"], ["616264"]])
    }

    @Test(
        "whose a table is",
        arguments: [
            ("{\"rule\":{\"comment\":\"monkey:x\",\"handle\":2}}", true), ("{\"rule\":{\"handle\":2}}", false),
            ("{\"chain\":{\"name\":\"theirs\"}}", false), ("{\"set\":{\"name\":\"theirs\"}}", false),
        ])
    func table(entry: String, isOurs: Bool) throws {
        let json = """
            {"nftables":[{"metainfo":{"version":"1.0.6"}},{"table":{"family":"inet","name":"monkey_x","handle":3}},
            {"chain":{"name":"output","handle":1}},\(entry)]}
            """
        let contents = try TableContents.read(json, of: "monkey_x")
        #expect(contents.handle == 3)
        #expect(contents.areOurs("monkey:x") == isOurs)
    }

    @Test func theDepthOfAUnit() throws {
        func facts(_ pid: Int32, _ cgroup: String) -> ProcessFacts {
            ProcessFacts(
                identity: ProcessIdentity(pid: pid, startTime: 1), parent: 1, name: "x", executable: nil, arguments: [],
                userID: 0, state: "S", isKernelThread: false, cgroup: cgroup)
        }
        let processes = [
            facts(2, "/system.slice/a.service/worker"), facts(3, "/system.slice/b.service"), facts(4, "/x"),
        ]
        #expect(try LatencySnapshot.cgroup(of: "a.service", among: processes) == "/system.slice/a.service")
        #expect(throws: Refusal.self) { try LatencySnapshot.cgroup(of: "c.service", among: processes) }
        let victim = processes[2].identity
        #expect(try LatencySnapshot.cgroups(of: [victim], among: processes) { _ in [4] } == ["/x"])
        #expect(throws: Refusal.self) { try LatencySnapshot.cgroups(of: [victim], among: processes) { _ in [4, 5] } }
    }
}
