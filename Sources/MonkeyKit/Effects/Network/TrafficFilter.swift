package import Host

/// One filter of ours at one end of an interface: lets packets of a kind pass, or redirects them.
package struct TrafficFilter: Codable, Hashable, Sendable {
    package enum Family: String, Codable, Sendable, CaseIterable {
        case ip, ipv6
    }
    package enum Action: String, Codable, Sendable {
        /// The packet goes its way; filters behind this one do not see it.
        case pass
        /// It goes through our link first, and then its way.
        case redirect
    }

    package let hook: Filter.Hook
    package let family: Family
    /// A preference holds filters of one family and classifier only (net/sched/cls_api.c, `tcf_chain_tp_find`).
    package let preference: Int
    /// As `tc` takes it: `0x1` for flower, `::1` for u32, whose first part the kernel chooses.
    package let handle: String
    /// `flower` or `u32`.
    package let classifier: String
    /// What it matches, in the classifier's words; none matches all packets of the family.
    package let match: [String]
    package let action: Action

    package init(
        hook: Filter.Hook, family: Family, preference: Int, handle: String, classifier: String, match: [String],
        action: Action
    ) {
        (self.hook, self.family, self.preference, self.handle) = (hook, family, preference, handle)
        (self.classifier, self.match, self.action) = (classifier, match, action)
    }

    /// The words that add it, without `tc`.
    func addition(to interface: String, link: String, cookie: String) -> [String] {
        let act = action == .pass ? ["pass"] : ["mirred", "egress", "redirect", "dev", link]
        return ["filter", "add"] + place(on: interface) + [classifier] + match + ["action"] + act + ["cookie", cookie]
    }

    /// The words that take all of its preference away. One by one would leave the head of a chain of u32 behind as long
    /// as anybody has a u32 filter on the interface (net/sched/cls_u32.c, `u32_delete`).
    func deletion(from interface: String) -> [String] {
        ["filter", "del"] + preference(on: interface) + [classifier]
    }

    /// The words that take this one away, where somebody else has a filter in our preference.
    func deletion(from interface: String, standing handle: String) -> [String] {
        ["filter", "del"] + preference(on: interface) + ["handle", handle, classifier]
    }

    /// Whether this is the place of an entry, whoever made it.
    func isPlace(of entry: FilterListing.Entry) -> Bool {
        preference == entry.preference && family.rawValue == entry.family && classifier == entry.classifier
            && (handle == entry.handle || handle.hasPrefix(":") && entry.handle.hasSuffix(handle))
    }

    private func place(on interface: String) -> [String] { preference(on: interface) + ["handle", handle] }

    private func preference(on interface: String) -> [String] {
        ["dev", interface, hook.rawValue, "pref", String(preference), "protocol", family.rawValue]
    }
}
