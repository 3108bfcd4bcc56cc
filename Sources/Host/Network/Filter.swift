/// One row of `tc -json filter`: the head of a chain at a preference, or a filter in it (tc(8)).
package struct Filter: Sendable, Hashable {
    /// The two ends of an interface that a clsact qdisc gives filters to (tc-bpf(8)).
    package enum Hook: String, Sendable, Codable, CaseIterable { case egress, ingress }

    /// `ip`, `ipv6`, `all`, …
    package let networkProtocol: String
    /// The preference, which orders filters and, with the protocol, names a chain of them; 1 to 65535.
    package let preference: Int
    /// `flower`, `fw`, `u32`, …
    package let kind: String
    package let chain: Int
    /// The filter's own handle as `tc` takes it: `0x1` for flower, `0x10/0xf0` for fw, `800::800` for u32. `nil` for the head
    /// of a chain.
    package let handle: String?
    /// What is set, in the tool's own words; `null` for the head of a chain. Only `actions` can be relied on: where a
    /// filter of somebody else makes the tool's JSON unreadable there is nothing else (`list(text:of:)`).
    package let options: JSON

    /// The interfaces this filter redirects packets to (tc-mirred(8)).
    package var redirects: [String] {
        (options["actions"]?.array ?? []).compactMap { $0["to_dev"]?.string }
    }
}

extension Filter: Decodable {
    private enum CodingKeys: String, CodingKey {
        case networkProtocol = "protocol"
        case preference = "pref"
        case kind, chain, options
    }

    package init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: CodingKeys.self)
        networkProtocol = try object.decode(String.self, forKey: .networkProtocol)
        preference = try object.decode(Int.self, forKey: .preference)
        kind = try object.decode(String.self, forKey: .kind)
        chain = try object.decodeIfPresent(Int.self, forKey: .chain) ?? 0
        options = try object.decodeIfPresent(JSON.self, forKey: .options) ?? .null
        handle = Filter.handle(in: options)
    }

    /// flower writes a number under `handle`, u32 a text under `fh`, fw (since iproute2 6.2) mark and mask under `fw`.
    private static func handle(in options: JSON) -> String? {
        if let mark = options["fw"]?["mark"]?.hexadecimal {
            let mask = options["fw"]?["mask"]?.hexadecimal ?? "0xffffffff"
            return mask == "0xffffffff" ? mark : mark + "/" + mask
        }
        switch options["handle"] ?? options["fh"] {
        case .number?: return options["handle"]?.hexadecimal
        case .string(let text)?: return text
        default: return nil
        }
    }
}

extension JSON {
    /// A number as `tc` takes and writes it; one that is a text already keeps its digits.
    fileprivate var hexadecimal: String? {
        switch self {
        case .number(let number): UInt32(exactly: number).map { "0x" + String($0, radix: 16) }
        case .string(let text): text.hasPrefix("0x") ? text : "0x" + text
        default: nil
        }
    }
}
