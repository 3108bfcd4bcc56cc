import Foundation
import Host
import Latency
import MonkeyKit

/// Two ends of a line: `mkv0` here, `mkv1` in a namespace of its own, where a server listens on port 80.
struct LatencyBench {
    static let space = "mkpeer"
    let host = Host()
    private var server: Process?

    init() async throws {
        await clear()
        let setup: [[String]] = [
            ["netns", "add", Self.space], ["link", "add", "mkv0", "type", "veth", "peer", "name", "mkv1"],
            ["link", "set", "mkv1", "netns", Self.space], ["addr", "add", "10.77.0.1/24", "dev", "mkv0"],
            ["addr", "add", "fd77::1/64", "dev", "mkv0", "nodad"], ["link", "set", "mkv0", "up"],
            ["-n", Self.space, "addr", "add", "10.77.0.2/24", "dev", "mkv1"],
            ["-n", Self.space, "addr", "add", "fd77::2/64", "dev", "mkv1", "nodad"],
            ["-n", Self.space, "link", "set", "mkv1", "up"], ["-n", Self.space, "link", "set", "lo", "up"],
        ]
        for words in setup { try await host.tools.check(.ip, words) }
        // What other people have: shaping with a tree of classes, filters of their own, a firewall.
        for words in [
            "qdisc add dev mkv0 root handle 1: htb default 20",
            "class add dev mkv0 parent 1: classid 1:1 htb rate 1gbit",
            "class add dev mkv0 parent 1:1 classid 1:10 htb rate 100mbit",
            "class add dev mkv0 parent 1:1 classid 1:20 htb rate 500mbit",
            "filter add dev mkv0 parent 1: protocol ip prio 3 u32 match ip dport 81 0xffff flowid 1:10",
            "qdisc add dev mkv0 clsact",
            "filter add dev mkv0 egress pref 100 protocol ip flower dst_ip 10.77.0.9 action drop",
            "filter add dev mkv0 ingress pref 49152 protocol ip handle 0x77/0xff fw action pass",
        ] { try await host.tools.check(.tc, words.split(separator: " ").map(String.init)) }
        try await host.network.nft(
            "table inet theirs { chain output { type filter hook output priority 0; policy accept; meta mark 0x77 accept; }; }\n"
        )
        server = try Self.start(
            "/usr/sbin/ip",
            ["netns", "exec", Self.space, "socat", "-u", "TCP6-LISTEN:80,fork,reuseaddr", "OPEN:/dev/null"])
        try await eventually { try await rtt("10.77.0.2", 80) < 1000 }
    }

    func clear() async {
        // It may have been born with SIGTERM blocked.
        if let server { kill(server.processIdentifier, SIGKILL) }
        _ = try? await host.tools.run(.ip, ["netns", "del", Self.space])
        _ = try? await host.tools.run(.ip, ["link", "del", "mkv0"])
        _ = try? await host.tools.run(.nft, ["delete", "table", "inet", "theirs"])
    }

    static func start(_ path: String, _ arguments: [String], output: Pipe? = nil) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardOutput = output ?? FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    static func output(_ path: String, _ arguments: [String]) throws -> String {
        let pipe = Pipe()
        _ = try start(path, arguments, output: pipe)
        // The end of its output is the end of it; waitUntilExit() may wait for ever in a task.
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        return String(decoding: data, as: UTF8.self)
    }

    /// Milliseconds of a TCP handshake, the best of three.
    func rtt(_ address: String, _ port: UInt16) async throws -> Double {
        var best = Double.infinity
        for _ in 0..<3 {
            let took = try await host.sockets.connect(to: address, port: port, timeout: .seconds(5))
            best = min(best, took / .milliseconds(1))
        }
        return best
    }

    /// The same from the other end to this one.
    func rttFromPeer(_ address: String, _ port: UInt16) throws -> Double {
        let text = try Self.output(
            "/usr/sbin/ip",
            [
                "netns", "exec", Self.space, "curl", "-s", "-o", "/dev/null", "-m", "3", "-w", "%{time_connect}",
                "telnet://\(address):\(port)",
            ])
        return (Double(text) ?? .infinity) * 1000
    }

    /// The network as the tools print it without counters.
    func state() async throws -> String {
        var text = ""
        for (tool, words) in [
            (Tools.Tool.ip, "-d link show"), (.ip, "address show dev mkv0"), (.ip, "rule show"), (.tc, "qdisc show"),
            (.tc, "class show dev mkv0"), (.tc, "filter show dev mkv0"), (.tc, "filter show dev mkv0 egress"),
            (.tc, "filter show dev mkv0 ingress"), (.tc, "filter show dev eth0 egress"),
            (.tc, "filter show dev lo egress"),
            (.nft, "list ruleset"),
        ] {
            text += "# \(tool) \(words)\n"
            text += try await host.tools.run(tool, words.split(separator: " ").map(String.init)).output
        }
        // Ages of addresses are not state, nor is the kernel's first second with a new one.
        return text.split(separator: "\n").filter { !$0.contains("valid_lft") }.joined(separator: "\n")
            .replacing(" tentative", with: "")
    }

    /// The lines that stand in only one of two states.
    static func difference(_ before: String, _ after: String) -> String {
        after.split(separator: "\n").difference(from: before.split(separator: "\n")).map { change in
            switch change {
            case .insert(_, let line, _): "+ \(line)"
            case .remove(_, let line, _): "- \(line)"
            }
        }.joined(separator: "\n")
    }

    /// Plans, applies, runs `body` while the effects hold, measures and reverts in the opposite order.
    func attack(
        _ options: [String: String], _ targets: [Target] = [.host],
        _ body: (Plan) async throws -> Void
    ) async throws -> [MonkeyKit.Measurement] {
        let id = AttackID(
            milliseconds: Int64(Date().timeIntervalSince1970 * 1000), random: UInt64.random(in: 0..<16384))
        let request = PlanRequest(
            attack: id, targets: targets, options: OptionValues(options), duration: .seconds(60),
            stateDirectory: "/var/lib/monkey", seed: 1)
        let plan = try await LatencyMonkey().plan(request, on: host)
        let context = EffectContext(host: host, attack: id, grip: Grip())
        var measured: [MonkeyKit.Measurement] = []
        do {
            for effect in plan.effects { try await effect.apply(context) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for effect in plan.effects { group.addTask { try await effect.hold(context) { _ in } } }
                try await body(plan)
                group.cancelAll()
                while let result = await group.nextResult() { _ = result }
            }
            for effect in plan.effects { measured += try await effect.measure(context) }
        } catch {
            for effect in plan.effects.reversed() { _ = try? await effect.revert(context) }
            throw error
        }
        for effect in plan.effects.reversed() { _ = try await effect.revert(context) }
        return measured
    }
}

/// Tries until it is true, for ten seconds at most.
func eventually(_ isTrue: () async throws -> Bool) async throws {
    for _ in 0..<100 {
        if (try? await isTrue()) == true { return }
        try await Task.sleep(for: .milliseconds(100))
    }
    throw HostError(operation: "wait for", subject: "a condition", cause: "it had not come true after ten seconds")
}
