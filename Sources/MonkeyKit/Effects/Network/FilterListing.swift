package import Host

/// The filters at one end of an interface as far as every classifier shows them: where they stand and whose they are.
///
/// Read from the text of `tc filter show`: the JSON of iproute2 6.1 is not JSON as soon as there is a `fw` filter, and
/// filters of other people must not keep us from undoing ours.
package struct FilterListing: Sendable, Equatable {
    package struct Entry: Sendable, Hashable {
        package let family: String
        package let preference: Int
        package let classifier: String
        package let handle: String
        /// What the owner wrote beside the actions, in hexadecimal digits (tc-actions(8), COOKIE).
        package var cookies: Set<String>
        /// The text below the filter's first line.
        package var text: String
    }

    package private(set) var entries: [Entry] = []

    package init(_ output: String) {
        for line in output.split(separator: "\n") {
            if line.hasPrefix("filter ") {
                if let entry = Entry.read(line) { entries.append(entry) }
            } else if !entries.isEmpty {
                let words = line.split(whereSeparator: \.isWhitespace)
                entries[entries.count - 1].text += line + "\n"
                if words.count == 2, words[0] == "cookie" {
                    entries[entries.count - 1].cookies.insert(String(words[1]))
                }
            }
        }
    }

    /// - Returns: an empty listing where there is neither interface nor clsact.
    package static func read(_ interface: String, _ hook: Filter.Hook, on host: Host) async throws -> FilterListing {
        let result = try await host.tools.run(.tc, ["filter", "show", "dev", interface, hook.rawValue])
        return FilterListing(result.output)
    }
}

extension FilterListing.Entry {
    /// `filter [parent X] protocol ip pref 61000 flower chain 0 handle 0x1`. The head of a chain and the hash tables of
    /// u32 (`fh 800:`) are not filters.
    fileprivate static func read(_ line: Substring) -> FilterListing.Entry? {
        let words = line.split(separator: " ").map(String.init)
        guard let family = word(1, after: "protocol", in: words),
            let preference = word(1, after: "pref", in: words).flatMap({ Int($0) }),
            let classifier = word(2, after: "pref", in: words),
            let handle = word(1, after: "handle", in: words) ?? word(1, after: "fh", in: words), !handle.hasSuffix(":")
        else { return nil }
        return FilterListing.Entry(
            family: family, preference: preference, classifier: classifier, handle: handle, cookies: [], text: "")
    }

    private static func word(_ distance: Int, after key: String, in words: [String]) -> String? {
        guard let place = words.firstIndex(of: key), words.indices.contains(place + distance) else { return nil }
        return words[place + distance]
    }
}
