package import MonkeyKit

/// One policy file as read and checked: who may be hit by what, when, how hard, how often.
package struct PolicyDocument: Hashable, Sendable {
    package let name: String
    /// As given to the reader; for reasons and remedies.
    package let file: String
    /// Where the name stands.
    package let place: Place
    /// In the order of the file.
    package let groups: [Group]
    package let calendar: PolicyCalendar
    package let limits: Limits
    /// In the order of the file.
    package let monkeys: [MonkeyRule]
    /// What is protected elsewhere and may be hit under this policy.
    package let allowProtected: Set<Protection>

    package func group(_ name: String) -> Group? { groups.first { $0.name == name } }
    package func rule(for monkey: String) -> MonkeyRule? { monkeys.first { $0.monkey == monkey } }

    /// The groups that a monkey may hit, in the order of its rule.
    package func groups(for monkey: String) -> [Group] { rule(for: monkey)?.groups.compactMap(group) ?? [] }
}

/// A monkey as the policy needs to know it.
package struct MonkeyDeclaration: Sendable {
    package let name: String
    package let summary: String
    package let targets: Set<TargetKind>
    package let options: OptionTable

    package init(name: String, summary: String, targets: Set<TargetKind>, options: OptionTable) {
        self.name = name
        self.summary = summary
        self.targets = targets
        self.options = options
    }

    package init(_ monkey: any Monkey) {
        self.init(name: monkey.name, summary: monkey.summary, targets: monkey.targets, options: monkey.options)
    }
}

/// What one monkey may do under one policy.
package struct MonkeyRule: Hashable, Sendable {
    package let monkey: String
    package let groups: [String]
    /// What the policy says of the monkey's options, by the option's name; permissions (`OptionPlace.policyOnly`) too.
    /// An option it does not name is free within what the monkey takes; a permission it does not name is not given.
    package let options: [String: OptionBounds]
    /// The policy's `for`. A shorter duration may always be asked, a longer one never.
    package let duration: SpanRange?
    /// The mean number of days between two scheduled attacks, in whole days.
    package let every: Span?
    /// The least, in whole days.
    package let atLeast: Span?
}

/// `5m`, or `1m..5m`.
package struct SpanRange: Hashable, Sendable, CustomStringConvertible {
    package let low: Span
    package let high: Span

    package init(_ low: Span, _ high: Span) {
        self.low = low
        self.high = high
    }

    package var description: String { low == high ? low.notation : "\(low.notation)..\(high.notation)" }
}
