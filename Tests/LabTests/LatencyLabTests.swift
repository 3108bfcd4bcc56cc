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
            #expect(try await bench.state() == before)
        } catch {
            await bench.clear()
            throw error
        }
        await bench.clear()
    }

    /// Slow emulation adds to a delay; it never takes away from it.
    private func expect(_ time: Double, asked: Double, _ what: String) {
        #expect(time > asked * 0.9 && time < asked + 80, "\(what): \(time) ms, asked \(asked) ms")
    }

    @Test(
        "with a peer",
        arguments: [
            ("10.77.0.2:80", "egress", 100.0), ("10.77.0.2:80", "ingress", 100), ("10.77.0.2:80", "both", 200),
            ("[fd77::2]:80", "egress", 100), ("[fd77::2]:80", "both", 200),
        ])
    func peer(to: String, direction: String, asked: Double) async throws {
        try await onBench { bench in
            let address = to.hasPrefix("[") ? "fd77::2" : "10.77.0.2"
            #expect(try await bench.rtt(address, 80) < 60, "before")
            let measured = try await bench.attack(["to": to, "direction": direction]) { plan in
                expect(try await bench.rtt(address, 80), asked: asked, "during")
                #expect(
                    try await bench.rtt(address == "fd77::2" ? "10.77.0.2" : "fd77::2", 80) < 60, "the other family")
                for effect in plan.effects {
                    let context = EffectContext(host: bench.host, attack: attackOf(plan), grip: Grip())
                    #expect(try await effect.inspect(context) == .applied)
                }
            }
            #expect(try await bench.rtt(address, 80) < 60, "after")
            let delay = try #require(measured.first { $0.name == "delay" })
            expect(delay.value, asked: asked, "what the trail says")
            #expect(try #require(measured.first { $0.name == "delayed" }).value > 0)
            #expect(measured.first { $0.name == "dropped" }?.value == 0)
        }
    }

    @Test func aWholeInterfaceSparesSSHAndNeighbours() async throws {
        try await onBench { bench in
            let options = [
                "delay": "300ms", "jitter": "20ms", "correlation": "25%", "distribution": "normal", "interface": "mkv0",
            ]
            _ = try await bench.attack(options) { _ in
                #expect(try bench.rttFromPeer("10.77.0.1", 22) < 80, "SSH")
                #expect(try bench.rttFromPeer("fd77::1", 22) < 80, "SSH over IPv6")
                #expect(try bench.rttFromPeer("10.77.0.1", 80) > 200, "HTTP")
                try await bench.host.tools.check(.ip, ["neigh", "flush", "dev", "mkv0"])
                let time = try await bench.host.sockets.connect(to: "fd77::2", port: 80, timeout: .seconds(5))
                #expect(time / .milliseconds(1) < 500, "one delay, not one more for the neighbour")
                try await bench.host.tools.check(.ip, ["neigh", "flush", "dev", "mkv0"])
                let v4 = try await bench.host.sockets.connect(to: "10.77.0.2", port: 80, timeout: .seconds(5))
                #expect(v4 / .milliseconds(1) < 500, "one delay, not one more for ARP")
            }
            #expect(try bench.rttFromPeer("10.77.0.1", 80) < 80, "after")
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
            #expect(try request() < 100, "before")
            _ = try await bench.attack(["interface": "lo", "delay": "200ms"], [.unit("nginx.service")]) { _ in
                expect(try request(), asked: 200, "during")
                #expect(try await bench.rtt("127.0.0.1", 22) < 60, "another unit")
                _ = try LatencyBench.output("/usr/bin/systemctl", ["restart", "nginx.service"])
                try await eventually { try request() > 180 }
            }
            #expect(try request() < 100, "after")
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
            #expect(try request() < 100, "before")
            _ = try await bench.attack(["delay": "200ms"], [.unit("nginx.service")]) { _ in
                expect(try request(), asked: 200, "during")
            }
            #expect(try request() < 100, "after")
        }
    }

    /// From the first call to the last, against a script that makes the same calls.
    @Test func isQuick() async throws {
        try await onBench { bench in
            let clock = ContinuousClock()
            var ours = Duration.zero
            var script = ""
            let began = clock.now
            _ = try await bench.attack(["interface": "mkv0"]) { plan in
                ours = clock.now - began
                script = (plan.effects.flatMap(\.calls) + plan.effects.reversed().flatMap(\.undoCalls))
                    .joined(separator: "\n")
            }
            let count = Double(script.split(separator: "\n").count)
            let start = clock.now
            _ = try LatencyBench.output("/bin/sh", ["-ec", script])
            let all = clock.now - start
            print("planned and applied in \(ours); a script of \(count) calls took \(all)")
            #expect(ours < all * 4)
        }
    }
}

private func attackOf(_ plan: Plan) -> AttackID {
    let name = plan.effects.flatMap(\.claims).map(\.text).first { $0.hasPrefix("link:mk") } ?? ""
    return AttackID(String(name.dropFirst("link:mk".count))) ?? AttackID(milliseconds: 0, random: 0)
}
