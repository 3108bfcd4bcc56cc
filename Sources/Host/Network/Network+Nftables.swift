internal import SystemPackage

/// A table of nftables (nft(8)).
package struct NftTable: Sendable, Hashable, Decodable {
    /// `inet`, `ip`, `ip6`, `arp`, `bridge`, `netdev`.
    package let family: String
    package let name: String
    /// The kernel's number for it; a table deleted and made again has another.
    package let handle: Int
}

extension Network {
    /// Runs an nftables script. All of it takes effect, or nothing (nft(8), "-f").
    package func nft(_ script: String) async throws(HostError) {
        let result = try await tools.run(.nft, ["-f", "-"], input: script)
        guard result.succeeded else {
            let complaint = Complaint(result, from: .nft)
            throw complaint.error(about: "nft \(Network.line(of: script, blamedBy: result.errors))")
        }
    }

    /// The table as `nft -j list table` prints it, or `nil` if it does not exist.
    package func nftTable(family: String, name: String) async throws(HostError) -> String? {
        try await absentAsNil { () throws(HostError) in
            try await tools.check(.nft, ["-j", "list", "table", family, name])
        }
    }

    /// All tables.
    package func nftTables() async throws(HostError) -> [NftTable] {
        let arguments = ["-j", "list", "tables"]
        return try NftTable.list(try await tools.check(.nft, arguments), of: Tools.words(.nft, arguments))
    }

    /// The line of the script that `/dev/stdin:2:12-14: Error: …` points at, or its first.
    static func line(of script: String, blamedBy errors: String) -> String {
        let lines = script.split(separator: "\n", omittingEmptySubsequences: false)
        let place = errors.split(separator: ":", maxSplits: 2).dropFirst().first.flatMap { Int($0) } ?? 1
        guard lines.indices.contains(place - 1) else { return "-f -" }
        return String(lines[place - 1].drop(while: \.isWhitespace))
    }
}

extension NftTable {
    /// Reads `{"nftables": [{"metainfo": …}, {"table": …}, …]}` (libnftables-json(5)).
    static func list(_ output: String, of words: String) throws(HostError) -> [NftTable] {
        struct Answer: Decodable { let nftables: [Entry] }
        struct Entry: Decodable { let table: NftTable? }
        return try reading([Answer].self, from: "[\(output)]", of: words)
            .flatMap(\.nftables).compactMap(\.table)
    }
}
