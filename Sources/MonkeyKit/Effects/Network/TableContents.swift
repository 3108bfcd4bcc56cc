internal import FoundationEssentials
internal import Host

/// What a table of nftables holds, as far as it tells whose it is (libnftables-json(5)).
struct TableContents: Equatable {
    let handle: Int
    let chains: [String]
    /// The comment of each rule, or an empty text.
    let rules: [String]
    /// Sets, maps, objects.
    let others: Int

    /// One chain named `output` and no rule without our comment.
    func areOurs(_ comment: String) -> Bool {
        chains == ["output"] && others == 0 && rules.allSatisfy { $0 == comment }
    }

    /// - Parameter json: what `nft -j list table` prints.
    static func read(_ json: String, of table: String) throws -> TableContents {
        struct Answer: Decodable { let nftables: [[String: Entry]] }
        struct Entry: Decodable {
            let name: String?
            let handle: Int?
            let comment: String?
        }
        let entries = try JSONDecoder().decode(Answer.self, from: Data(json.utf8)).nftables.flatMap { $0 }
        guard let handle = entries.first(where: { $0.key == "table" })?.value.handle else {
            throw HostError(operation: "read", subject: "the nft table \(table)", cause: "it has no handle")
        }
        return TableContents(
            handle: handle, chains: entries.filter { $0.key == "chain" }.compactMap { $0.value.name },
            rules: entries.filter { $0.key == "rule" }.map { $0.value.comment ?? "" },
            others: entries.filter { !["metainfo", "table", "chain", "rule"].contains($0.key) }.count)
    }
}
