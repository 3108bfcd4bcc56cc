extension Filter {
    /// Reads what `tc filter show` prints for people.
    ///
    /// Needed because some kinds of filter (`fw` and `basic` in iproute2 6.1) write into the midst of the JSON and spoil it
    /// for all filters, ours or not. A filter is a line that begins with `filter`; lines below it are indented:
    ///
    ///     filter protocol ip pref 102 fw chain 0 handle 0x10/0xf0
    ///
    ///         action order 1: mirred (Egress Redirect to device mk1) stolen
    ///
    /// Of the options only the redirections are found.
    static func list(text: String, of words: String) throws(HostError) -> [Filter] {
        var filters: [Filter] = []
        for line in text.split(separator: "\n") {
            let tokens = line.split(whereSeparator: \.isWhitespace).map(String.init)
            if tokens.first == "filter" {
                guard let filter = Filter(tokens) else {
                    throw HostError(
                        operation: "read the answer of", subject: words,
                        cause: "it is neither JSON nor the text expected: \(line)")
                }
                filters.append(filter)
            } else if let last = filters.last, let device = redirection(in: tokens) {
                filters[filters.count - 1] = last.redirecting(to: device)
            }
        }
        return filters
    }

    /// `filter [parent X] protocol P pref N KIND chain C [handle H | fh H] …`
    private init?(_ tokens: [String]) {
        func value(after name: String) -> String? {
            tokens.firstIndex(of: name).flatMap { tokens.indices.contains($0 + 1) ? tokens[$0 + 1] : nil }
        }
        guard let networkProtocol = value(after: "protocol"), let pref = tokens.firstIndex(of: "pref"),
            tokens.indices.contains(pref + 2), let preference = Int(tokens[pref + 1])
        else { return nil }
        self.networkProtocol = networkProtocol
        self.preference = preference
        kind = tokens[pref + 2]
        chain = value(after: "chain").flatMap { Int($0) } ?? 0
        handle = value(after: "handle") ?? value(after: "fh")
        options = handle == nil ? .null : .object([:])
    }

    /// `action order N: mirred (Egress Redirect to device NAME) stolen`
    private static func redirection(in tokens: [String]) -> String? {
        guard tokens.contains("mirred"), tokens.contains("Redirect"), let device = tokens.firstIndex(of: "device"),
            tokens.indices.contains(device + 1), tokens[device + 1].hasSuffix(")")
        else { return nil }
        return String(tokens[device + 1].dropLast())
    }

    private func redirecting(to device: String) -> Filter {
        let action = JSON.object(["kind": .string("mirred"), "to_dev": .string(device)])
        return Filter(
            networkProtocol: networkProtocol, preference: preference, kind: kind, chain: chain, handle: handle,
            options: .object(["actions": .array((options["actions"]?.array ?? []) + [action])]))
    }
}
