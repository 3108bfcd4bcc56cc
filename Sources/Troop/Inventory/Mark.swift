internal import MonkeyKit
internal import Policy

/// What a target says of itself: which group it joined and which monkeys it lets come. From a unit file, the
/// environment or a cgroup's attributes.
struct Mark: Sendable, Hashable {
    var group: String?
    /// Nil says nothing; empty opts out.
    var allow: [String]?
    var isOptedOut = false

    init(group: String? = nil, allow: [String]? = nil) {
        self.group = group
        self.allow = allow
        isOptedOut = allow?.isEmpty ?? false
    }

    static func words(_ text: String) -> [String] {
        text.split(whereSeparator: { $0.isWhitespace || $0 == "," }).map(String.init)
    }

    /// Another source of the same target. The first one that speaks of a key decides it; opting out anywhere wins.
    mutating func add(_ other: Mark) {
        group = group ?? other.group
        allow = allow ?? other.allow
        isOptedOut = isOptedOut || other.isOptedOut
    }

    func consent(in group: Group) -> Consent {
        if isOptedOut { return .optOut }
        if group.consent == .operator { return .operator }
        guard let name = self.group, let allow else { return .none }
        return .mark(group: name, allow: allow)
    }
}
