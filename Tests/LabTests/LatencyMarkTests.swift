import Host
import MonkeyKit
import Testing

/// The mark of a unit's packets held to the contract. In a network namespace of `ip netns` the cgroups are out of sight
/// (it mounts a /sys of its own), so it is the machine's own firewall that is watched.
@Suite struct LatencyMarkTests {
    @Test func contract() async throws {
        let host = Host()
        let table = UnitMark.table(of: attackOfTests)
        try await expectContract(
            of: { UnitMark(owner: attackOfTests, cgroups: ["/system.slice/nginx.service"], mark: 0x2000) },
            host: host,
            foreign: [
                ForeignChange("somebody else's chain in a table of our name") {
                    try await host.network.nft(
                        "add chain inet \(table) theirs\nadd rule inet \(table) theirs counter accept\n")
                } isStillThere: {
                    try await host.network.nftTable(family: "inet", name: table)?.contains("theirs") == true
                } clear: {
                    try await host.network.nft("delete table inet \(table)\n")
                }
            ], snapshot: { try await host.tools.check(.nft, ["list", "ruleset"]) })
    }
}
