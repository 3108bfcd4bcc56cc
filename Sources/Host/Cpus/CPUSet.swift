/// A set of CPUs by number, written as the kernel does (cpuset(7), "List format"): `0-3,5`.
package struct CPUSet: Hashable, Sendable, Codable, CustomStringConvertible {
    package let numbers: [Int]

    package init(_ numbers: some Sequence<Int>) { self.numbers = Set(numbers).sorted() }

    /// Nil unless `text` is a list of numbers and rising ranges, none above 8191.
    package init?(_ text: String) {
        var found: Set<Int> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard let first = ends.first, let low = first, let last = ends.last, let high = last, ends.count <= 2,
                low >= 0, low <= high, high < 8192
            else { return nil }
            found.formUnion(low...high)
        }
        self.init(found)
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let set = CPUSet(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\"\(text)\" is no list of CPUs"))
        }
        self = set
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    package var count: Int { numbers.count }

    package func isSubset(of other: CPUSet) -> Bool { Set(numbers).isSubset(of: other.numbers) }

    package var description: String {
        var parts: [String] = []
        var rest = numbers[...]
        while let first = rest.popFirst() {
            var last = first
            while rest.first == last + 1 { last = rest.removeFirst() }
            parts.append(first == last ? "\(first)" : "\(first)-\(last)")
        }
        return parts.joined(separator: ",")
    }
}
