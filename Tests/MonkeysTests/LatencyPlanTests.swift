import Host
import Testing

@testable import Latency
@testable import MonkeyKit

/// From what was asked and what the host looks like to the effects, without a host.
@Suite struct LatencyPlanTests {
    static func link(_ name: String, _ index: Int, _ flags: String = "UP", kind: String? = nil) throws -> Link {
        let info = kind.map { ",\"linkinfo\":{\"info_kind\":\"\($0)\"}" } ?? ""
        let quoted = flags.split(separator: " ").map { "\"\($0)\"" }.joined(separator: ",")
        return try decoded("{\"ifindex\":\(index),\"ifname\":\"\(name)\",\"flags\":[\(quoted)]\(info)}")
    }

    static func snapshot() throws -> LatencySnapshot {
        var snapshot = LatencySnapshot()
        snapshot.links = [
            try link("lo", 1, "UP LOOPBACK"), try link("eth0", 2), try link("eth1", 3), try link("eth2", 4, ""),
            try link("mk0123456789a", 5, kind: "ifb"), try link("port", 6),
        ]
        snapshot.enslaved = ["port"]
        snapshot.defaultInterface = "eth0"
        snapshot.cgroups = ["/system.slice/nginx.service"]
        return snapshot
    }

    static func plan(
        _ options: [String: String], _ targets: [Target] = [.host],
        _ change: (inout LatencySnapshot) throws -> Void = { _ in }
    ) throws -> Plan {
        var snapshot = try snapshot()
        try change(&snapshot)
        let request = PlanRequest(
            attack: attackOfTests, targets: targets, options: OptionValues(options), duration: .seconds(60),
            stateDirectory: "/", seed: 1)
        return try LatencyPlan.make(LatencyWish(request), snapshot)
    }

    static func calls(_ plan: Plan) -> [String] { plan.effects.flatMap(\.calls) }

    @Test func theDefaultRoute() throws {
        let plan = try Self.plan([:])
        #expect(
            Self.calls(plan) == [
                "ip link add name mk00000000001 type ifb", "ip link set dev mk00000000001 addrgenmode none",
                "ip link set dev mk00000000001 alias monkey:00000000001 up",
                "tc qdisc replace dev mk00000000001 root netem delay 100000us limit 625000",
                "tc qdisc add dev eth0 clsact",
                "tc filter add dev eth0 egress pref 60000 protocol ip handle 0x1 flower ip_proto tcp src_port 22 action pass cookie 3030303030303030303031",
                "tc filter add dev eth0 egress pref 60002 protocol ip handle 0x1 flower action mirred egress redirect dev mk00000000001 cookie 3030303030303030303031",
                "tc filter add dev eth0 egress pref 60001 protocol ipv6 handle 0x1 flower ip_proto tcp src_port 22 action pass cookie 3030303030303030303031",
            ]
                + (133...137).map {
                    "tc filter add dev eth0 egress pref 60001 protocol ipv6 handle 0x\($0 - 131) flower ip_proto icmpv6 type \($0) action pass cookie 3030303030303030303031"
                } + [
                    "tc filter add dev eth0 egress pref 60003 protocol ipv6 handle 0x1 flower action mirred egress redirect dev mk00000000001 cookie 3030303030303030303031"
                ])
        #expect(plan.effects.last?.undoCalls.last == "tc qdisc del dev eth0 clsact")
        #expect(
            Self.calls(plan).allSatisfy { !$0.contains(" root ") || $0.contains("dev mk") }, "no root qdisc but ours")
    }

    @Test(
        "the words of netem",
        arguments: [
            (["delay": "50ms"], "netem delay 50000us limit 312500"),
            (["delay": "50ms", "jitter": "1500us"], "netem delay 50000us 1500us limit 350000"),
            (
                ["delay": "1ms", "jitter": "500us", "correlation": "25%", "distribution": "paretonormal"],
                "netem delay 1000us 500us 25% distribution paretonormal limit 18750"
            ),
            (
                ["delay": "1ms", "jitter": "500us", "distribution": "uniform"], "netem delay 1000us 500us limit 18750"
            ),
            (["delay": "60s"], "netem delay 60000000us limit 1000000"),
        ])
    func netem(options: [String: String], words: String) throws {
        #expect(Self.calls(try Self.plan(options)).contains { $0.hasSuffix(words) })
    }

    @Test(
        "is refused or a mistake",
        arguments: [
            (["jitter": "200ms"], [Target.host], "--jitter 200ms is more than --delay 100ms"),
            (["distribution": "normal"], [.host], "--distribution needs --jitter"),
            (["correlation": "5%"], [.host], "--correlation needs --jitter"),
            (["interface": "eth9"], [.host], "latency on eth9: there is no such interface"),
            (["interface": "eth2"], [.host], "latency on eth2: it is down"),
            (["interface": "eth1"], [.interface("eth0")], "--interface eth1 is not the target eth0"),
            (["direction": "both"], [.unit("nginx.service")], "latency --direction both for nginx.service"),
            ([:], [.unit("a.service"), .host, .interface("eth0")], "latency takes targets of one kind at a time"),
            (["to": "a:b"], [.host], "--to a:b: not HOST"),
            (["to": "10.0.0.2"], [.host], "latency --to 10.0.0.2: no route leads there"),
        ] as [([String: String], [Target], String)])
    func refused(options: [String: String], targets: [Target], begins: String) throws {
        do {
            _ = try Self.plan(options, targets)
            Issue.record("it was planned")
        } catch {
            #expect("\(error)".hasPrefix(begins), "\(error)")
        }
    }

    @Test(
        "a missing module is named",
        arguments: [
            ("sch_netem", Target.host, true), ("cls_flower", .host, true), ("ifb", .host, true),
            ("nft_socket", .host, false), ("nft_socket", .unit("nginx.service"), true),
            ("cls_u32", .unit("nginx.service"), true), ("act_mirred", .host, true),
        ])
    func missing(module: String, target: Target, refuses: Bool) throws {
        let attempt = { try Self.plan([:], [target]) { $0.missingModules = [module] } }
        if refuses {
            let refusal = try #require(throws: Refusal.self) { try attempt() }
            #expect(refusal.reason == "latency: the kernel has no \(module)")
        } else {
            #expect(throws: Never.self) { try attempt() }
        }
    }

    @Test func aUnitIsMarkedAndMetEverywhere() throws {
        let plan = try Self.plan([:], [.unit("nginx.service")])
        let calls = Self.calls(plan)
        #expect(
            calls.contains {
                $0.contains("socket cgroupv2 level 2 \"system.slice/nginx.service\" meta mark set meta mark or 0x2000")
            })
        #expect(plan.effects.compactMap { $0 as? Redirect }.map(\.interface) == ["eth0", "eth1"])
        #expect(
            calls.contains {
                $0.contains("egress pref 60002 protocol ip handle ::1 u32 match mark 0x2000 0x2000 action mirred")
            })
        #expect(
            try Self.plan([:], [.unit("nginx.service")]) { $0.markTables = 1 }.effects.contains {
                ($0 as? UnitMark)?.mark == 0x1000
            })
        #expect(throws: Refusal.self) { try Self.plan([:], [.unit("nginx.service")]) { $0.markTables = 2 } }
    }

    @Test(
        "what a peer's packets look like",
        arguments: [
            ("10.0.0.2", "egress", ["dst_ip 10.0.0.2"]), ("10.0.0.2", "ingress", ["src_ip 10.0.0.2"]),
            (
                "10.0.0.2:80", "egress",
                ["dst_ip 10.0.0.2 ip_proto tcp dst_port 80", "dst_ip 10.0.0.2 ip_proto udp dst_port 80"]
            ),
            (
                "[fd00::2]:80", "ingress",
                ["src_ip fd00::2 ip_proto tcp src_port 80", "src_ip fd00::2 ip_proto udp src_port 80"]
            ),
            ("10.0.0.0/8", "egress", ["dst_ip 10.0.0.0/8"]), ("fd00::2", "both", ["dst_ip fd00::2", "src_ip fd00::2"]),
        ])
    func peer(to: String, direction: String, matches: [String]) throws {
        let plan = try Self.plan(["to": to, "direction": direction]) {
            let peer = try Peer(to)
            $0.routes = [try #require(PeerAddress(peer.host)): "eth1"]
        }
        let redirect = try #require(plan.effects.last as? Redirect)
        #expect(redirect.interface == "eth1")
        let found = redirect.filters.filter { $0.action == .redirect }.map { $0.match.joined(separator: " ") }
        #expect(found == matches)
    }

    @Test func foreignFiltersComeFirst() throws {
        let listing = FilterListing(
            """
            filter protocol ip pref 61000 fw chain 0
            filter protocol ip pref 61000 fw chain 0 handle 0x2000/0x2000
            \taction order 1: gact action pass
            """)
        let plan = try Self.plan([:]) {
            $0.filters[.init(interface: "eth0", hook: .egress)] = listing
            $0.qdiscs = [
                try decoded("{\"kind\":\"clsact\",\"handle\":\"ffff:\",\"dev\":\"eth0\",\"parent\":\"ffff:fff1\"}")
            ]
        }
        let redirect = try #require(plan.effects.last as? Redirect)
        #expect(!redirect.makesClsact)
        #expect(redirect.filters.map(\.preference).min() == 61_001)
        #expect(plan.notes.contains { $0.hasPrefix("eth0 has 1 filters of somebody else, up to pref 61000") })
    }

    @Test func ingressQdiscOfSomebodyElse() throws {
        let ingress: (inout LatencySnapshot) throws -> Void = {
            $0.qdiscs = [
                try decoded("{\"kind\":\"ingress\",\"handle\":\"ffff:\",\"dev\":\"eth0\",\"parent\":\"ffff:fff1\"}")
            ]
        }
        #expect(throws: Refusal.self) { try Self.plan([:], [.host], ingress) }
        let plan = try Self.plan(["direction": "ingress"], [.host], ingress)
        #expect((plan.effects.last as? Redirect)?.makesClsact == false)
    }

    @Test func sshIsSparedUnlessThePolicySaysSo() throws {
        let ends: (inout LatencySnapshot) throws -> Void = {
            $0.ssh.ports = [22, 2222]
            $0.ssh.servers = [SocketAddress(address: "10.9.9.9", port: 443, isIPv6: false)]
        }
        let calls = Self.calls(try Self.plan(["direction": "both"], [.host], ends))
        for words in [
            "egress pref 60000 protocol ip handle 0x1 flower ip_proto tcp src_port 22 action pass",
            "egress pref 60000 protocol ip handle 0x2 flower ip_proto tcp src_port 2222 action pass",
            "egress pref 60000 protocol ip handle 0x3 flower ip_proto tcp dst_ip 10.9.9.9 dst_port 443 action pass",
            "ingress pref 60000 protocol ip handle 0x1 flower ip_proto tcp dst_port 22 action pass",
        ] {
            #expect(calls.contains { $0.contains(words) }, "\(words)")
        }
        let given = Self.calls(
            try Self.plan(["include-ssh": "true", "include-neighbour-discovery": "true"], [.host], ends))
        #expect(!given.contains { $0.contains("action pass") })
    }
}
