/// The policies of a host, in the order of their file names. Every group has one owner.
package struct PolicySet: Hashable, Sendable {
    package let documents: [PolicyDocument]

    package static let none = PolicySet(checked: [])
    private init(checked documents: [PolicyDocument]) { self.documents = documents }

    /// - Throws: two policies of one name, two groups of one name: nobody could say whose limits hold.
    package init(_ documents: [PolicyDocument]) throws(PolicyProblems) {
        let ordered = documents.sorted { $0.file < $1.file }
        var problems: [PolicyProblem] = []
        var policies: [String: Place] = [:]
        var groups: [String: Place] = [:]
        for document in ordered {
            if let first = policies[document.name] {
                problems.append(
                    PolicyProblem(
                        document.place,
                        "a policy named \"\(document.name)\" stands at \(first); name this one otherwise"))
            }
            policies[document.name] = policies[document.name] ?? document.place
            for group in document.groups {
                if let first = groups[group.name] {
                    problems.append(
                        PolicyProblem(
                            group.place, "a group named \"\(group.name)\" stands at \(first); name this one otherwise"))
                }
                groups[group.name] = groups[group.name] ?? group.place
            }
        }
        guard problems.isEmpty else { throw PolicyProblems(problems) }
        self.init(checked: ordered)
    }

    /// Every group that a monkey may hit, with its policy and its rule, in order.
    package func grounds(for monkey: String) -> [Ground] {
        documents.flatMap { document in
            document.rule(for: monkey).map { rule in
                document.groups(for: monkey).map { Ground(document: document, group: $0, rule: rule) }
            } ?? []
        }
    }

    package func owner(ofGroup name: String) -> PolicyDocument? { documents.first { $0.group(name) != nil } }
}

/// Where an attack may stand: a group, the policy that owns it, and what that says of the monkey.
package struct Ground: Hashable, Sendable {
    package let document: PolicyDocument
    package let group: Group
    package let rule: MonkeyRule

    /// For sentences: `group web of policy checkout`.
    package var text: String { "group \(group.name) of policy \(document.name)" }
}
