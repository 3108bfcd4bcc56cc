import Host
import Testing

/// A network namespace of the test's own, with two interfaces in it that are one another's ends.
struct Namespace: Sendable {
    let name: String
    let host: Host
    let index: Int

    /// Whether this process may make one, and the kernel does these lines of `tc` in it: what is compiled into a kernel
    /// without a folder of modules is only known by trying.
    static func can(_ lines: String...) async -> Bool {
        do {
            try await with { space in
                try await space.host.network.batch(ip: [["link", "add", "probe", "type", "ifb"]])
                for line in lines { try await space.tc(line) }
                try await space.host.network.nft("add table inet probe\n")
            }
            return true
        } catch {
            return false
        }
    }

    static func with(_ body: (Namespace) async throws -> Void) async throws {
        let name = "monkeytest\(ownPID)x\(UInt16.random(in: 0...UInt16.max))"
        try await Tools().check(.ip, ["netns", "add", name])
        do {
            let host = Host(networkNamespace: name)
            try await host.network.batch(ip: [
                ["link", "add", "here", "type", "veth", "peer", "name", "there"],
                // An address of its own would be tentative for a second, and the snapshots would differ.
                ["link", "set", "here", "addrgenmode", "none"], ["link", "set", "there", "addrgenmode", "none"],
                ["link", "set", "here", "up"], ["link", "set", "there", "up"],
            ])
            let index = try #require(try await host.network.link("here")).index
            try await body(Namespace(name: name, host: host, index: index))
        } catch {
            try await Tools().check(.ip, ["netns", "del", name])
            throw error
        }
        try await Tools().check(.ip, ["netns", "del", name])
    }

    func tc(_ words: String) async throws {
        try await host.tools.check(.tc, words.split(separator: " ").map(String.init))
    }

    /// Everything an effect could leave behind, as the tools print it without counters.
    func snapshot() async throws -> String {
        var text = ""
        let questions: [(Tools.Tool, String)] = [
            (.ip, "-d link show"), (.ip, "address show"), (.tc, "qdisc show"), (.tc, "filter show dev here egress"),
            (.tc, "filter show dev here ingress"), (.nft, "list ruleset"),
        ]
        for (tool, words) in questions {
            text += try await host.tools.run(tool, words.split(separator: " ").map(String.init)).output
        }
        return text
    }
}
