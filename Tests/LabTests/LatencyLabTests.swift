import Host
import Latency
import MonkeyKit
import Testing

/// The latency monkey on a real kernel: what a client sees before, during and after, beside other people's shaping,
/// filters and firewall, and the network's state before and after, byte for byte.
@Suite(.serialized) struct LatencyLabTests {
    private func onBench(_ body: (LatencyBench) async throws -> Void) async throws {
        let bench = try await LatencyBench()
        do {
            let before = try await bench.state()
            try await body(bench)
            let after = try await bench.state()
            #expect(after == before, "\(LatencyBench.difference(before, after))")
        } catch {
            await bench.clear()
            throw error
        }
        await bench.clear()
    }

    /// Slow emulation adds to a delay and never takes away from it; so the delays here are long beside its noise.
    private func expect(_ time: Double, asked: Double, _ what: String) {
        #expect(time > asked * 0.9 && time < asked * 2.5, "\(what): \(time) ms, asked \(asked) ms")
    }

    @Test func withAPeer() async throws {
        try await onBench { bench in
            for (to, direction, asked) in [
                ("10.77.0.2:80", "egress", 1000.0), ("10.77.0.2:80", "ingress", 1000), ("10.77.0.2:80", "both", 2000),
                ("[fd77::2]:80", "egress", 1000), ("[fd77::2]:80", "both", 2000),
            ] {
                try await attackAPeer(bench, to, direction, asked)
            }
        }
    }

    private func attackAPeer(_ bench: LatencyBench, _ to: String, _ direction: String, _ asked: Double) async throws {
        let what = "\(to) \(direction)"
        let address = to.hasPrefix("[") ? "fd77::2" : "10.77.0.2"
        #expect(try await bench.rtt(address, 80) < 800, "\(what): before")
        let measured = try await bench.attack(["to": to, "direction": direction, "delay": "1s"]) { plan in
            expect(try await bench.rtt(address, 80), asked: asked, "\(what): during")
            let other = address == "fd77::2" ? "10.77.0.2" : "fd77::2"
            #expect(try await bench.rtt(other, 80) < 800, "\(what): the other family")
            for effect in plan.effects {
                let context = EffectContext(host: bench.host, attack: attackOf(plan), grip: Grip())
                #expect(try await effect.inspect(context) == .applied)
            }
        }
        #expect(try await bench.rtt(address, 80) < 800, "\(what): after")
        print(what, measured.map(\.description))
        let delay = try #require(measured.first { $0.name == "delay" })
        expect(delay.value, asked: asked, "\(what): what the trail says")
        #expect(try #require(measured.first { $0.name == "delayed" }).value > 0)
        #expect(measured.first { $0.name == "dropped" }?.value == 0)
    }

    @Test func aWholeInterfaceSparesSSHAndNeighbours() async throws {
        try await onBench { bench in
            let options = [
                "delay": "1500ms", "jitter": "20ms", "correlation": "25%", "distribution": "normal",
                "interface": "mkv0",
            ]
            _ = try await bench.attack(options) { _ in
                #expect(try bench.rttFromPeer("10.77.0.1", 22) < 900, "SSH")
                #expect(try bench.rttFromPeer("fd77::1", 22) < 900, "SSH over IPv6")
                #expect(try bench.rttFromPeer("10.77.0.1", 80) > 1300, "HTTP")
                try await bench.host.tools.check(.ip, ["neigh", "flush", "dev", "mkv0"])
                let time = try await bench.host.sockets.connect(to: "fd77::2", port: 80, timeout: .seconds(5))
                #expect(time / .milliseconds(1) < 2700, "one delay, not one more for the neighbour")
                try await bench.host.tools.check(.ip, ["neigh", "flush", "dev", "mkv0"])
                let v4 = try await bench.host.sockets.connect(to: "10.77.0.2", port: 80, timeout: .seconds(5))
                #expect(v4 / .milliseconds(1) < 2700, "one delay, not one more for ARP")
            }
            #expect(try bench.rttFromPeer("10.77.0.1", 80) < 900, "after")
        }
    }

    @Test func theDefaultInterface() async throws {
        try await onBench { bench in
            // The lab's network has no way out; its default route is enough for a plan.
            _ = try await bench.host.tools.run(.ip, ["route", "add", "default", "dev", "eth0", "metric", "9999"])
            _ = try await bench.attack(["direction": "both", "delay": "1ms"]) { plan in
                #expect(plan.effects.flatMap(\.calls).contains("tc qdisc add dev eth0 clsact"))
            }
            _ = try await bench.host.tools.run(.ip, ["route", "del", "default", "dev", "eth0", "metric", "9999"])
        }
    }

    @Test func aUnitOnTheLoopbackAndItsRestart() async throws {
        func request() throws -> Double {
            let text = try LatencyBench.output(
                "/usr/bin/curl", ["-s", "-o", "/dev/null", "-m", "5", "-w", "%{time_total}", "http://127.0.0.1/"])
            return (Double(text) ?? .infinity) * 1000
        }
        try await onBench { bench in
            #expect(try request() < 900, "before")
            _ = try await bench.attack(["interface": "lo", "delay": "1s"], [.unit("nginx.service")]) { _ in
                expect(try request(), asked: 1000, "during")
                #expect(try await bench.rtt("127.0.0.1", 22) < 900, "another unit")
                _ = try LatencyBench.output("/usr/bin/systemctl", ["restart", "nginx.service"])
                try await eventually { try request() > 900 }
            }
            #expect(try request() < 900, "after")
        }
    }

    @Test func aUnitEverywhereElse() async throws {
        try await onBench { bench in
            func request() throws -> Double {
                let text = try LatencyBench.output(
                    "/usr/sbin/ip",
                    [
                        "netns", "exec", LatencyBench.space, "curl", "-s", "-o", "/dev/null", "-m", "5", "-w",
                        "%{time_total}", "http://10.77.0.1/",
                    ])
                return (Double(text) ?? .infinity) * 1000
            }
            #expect(try request() < 900, "before")
            _ = try await bench.attack(["delay": "1s"], [.unit("nginx.service")]) { _ in
                expect(try request(), asked: 1000, "during")
            }
            #expect(try request() < 900, "after")
        }
    }
}

private func attackOf(_ plan: Plan) -> AttackID {
    let name = plan.effects.flatMap(\.claims).map(\.text).first { $0.hasPrefix("link:mk") } ?? ""
    return AttackID(String(name.dropFirst("link:mk".count))) ?? AttackID(milliseconds: 0, random: 0)
}
