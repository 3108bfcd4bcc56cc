internal import Host
internal import MonkeyKit
package import Policy

/// What this host has of each group: candidates with their marks, their health and what protects them.
package struct Inventory: Sendable {
    private let troop: Troop
    private let protected: ProtectedList

    package init(_ troop: Troop) {
        self.troop = troop
        protected = ProtectedList(of: troop.host)
    }

    /// The candidates of the groups that a monkey may hit under the documents; of every group without a monkey.
    package func candidates(of documents: [PolicyDocument], for monkey: String? = nil) async throws -> [Candidate] {
        var found: [Candidate] = []
        for document in documents {
            for group in monkey.map(document.groups(for:)) ?? document.groups {
                found += try await members(of: group, in: document)
            }
        }
        return found
    }

    private func members(of group: Group, in document: PolicyDocument) async throws -> [Candidate] {
        func candidate(
            _ target: Target, mark: Mark, healthy: Bool, protection: ProtectedList.Entry? = nil
        ) -> Candidate {
            Candidate(
                target: target, policy: document.name, group: group.name, consent: mark.consent(in: group),
                protection: protection.map { Protected(by: $0.protection, text: $0.text) }, healthy: healthy)
        }
        var found: [Candidate] = []
        for (facts, mark) in try await units(of: group) {
            found.append(
                candidate(
                    .unit(facts.name), mark: mark, healthy: facts.activeState == "active",
                    protection: protected.unit(facts.name)))
        }
        for facts in try processes(of: group) {
            let target = Target.process(facts.identity, name: facts.name)
            found.append(
                candidate(
                    target, mark: mark(of: facts), healthy: !"ZXTt".contains(facts.state),
                    protection: protected.process(facts)))
        }
        for name in group.interfaces where isInterface(name) {
            found.append(candidate(.interface(name), mark: Mark(), healthy: true))
        }
        for path in group.filesystems where isDirectory(path) {
            found.append(candidate(.filesystem(path), mark: Mark(), healthy: true))
        }
        if group.host { found.append(candidate(.host, mark: Mark(), healthy: true)) }
        return found
    }

    private func units(of group: Group) async throws -> [(UnitFacts, Mark)] {
        guard !group.units.isEmpty, Units.isSystemdPID1 else { return [] }
        var found: [(UnitFacts, Mark)] = []
        for state in try await troop.host.units.list(matching: group.units.map(\.text), states: [])
        where state.loadState == "loaded" && group.units.contains(where: { $0.matches(state.name) }) {
            guard let facts = try await troop.host.units.facts(of: state.name) else { continue }
            found.append((facts, mark(of: facts)))
        }
        return found
    }

    private func processes(of group: Group) throws -> [ProcessFacts] {
        guard let rule = group.processes else { return [] }
        var query = ProcessQuery()
        if let user = rule.user {
            // A user this host does not have owns nothing here.
            guard let id = userID(named: user) else { return [] }
            query.user = id
        }
        if let glob = rule.exe { query.executable = { glob.matches($0) } }
        if let glob = rule.args { query.arguments = { glob.matches($0.dropFirst().joined(separator: " ")) } }
        return try troop.host.processes.matching(query)
    }

    /// A unit's own mark: its files, its cgroup's attributes, the environment of its main process; opting out wins.
    private func mark(of facts: UnitFacts) -> Mark {
        let file = troop.mark(of: facts)
        var mark = Mark(group: file.group, allow: file.allow)
        if !facts.controlGroup.isEmpty { mark.add(attributes(of: facts.controlGroup)) }
        if let pid = facts.mainPID, let identity = troop.host.processes.identity(of: pid) {
            mark.isOptedOut = mark.isOptedOut || environment(of: identity).isOptedOut
        }
        return mark
    }

    private func mark(of facts: ProcessFacts) -> Mark {
        var mark = environment(of: facts.identity)
        if let cgroup = facts.cgroup { mark.add(attributes(of: cgroup)) }
        return mark
    }

    private func environment(of identity: ProcessIdentity) -> Mark {
        let names = ["MONKEY_GROUP", "MONKEY_ALLOW", "MONKEY_OPT_OUT"]
        let variables = troop.host.processes.environment(of: identity, names: names)
        var mark = Mark(group: variables["MONKEY_GROUP"], allow: variables["MONKEY_ALLOW"].map(Mark.words))
        if variables["MONKEY_OPT_OUT"] != nil { mark.isOptedOut = true }
        return mark
    }

    private func attributes(of cgroup: String) -> Mark {
        let cgroups = troop.host.cgroups
        return Mark(
            group: cgroups.attribute("user.monkey.group", of: cgroup),
            allow: cgroups.attribute("user.monkey.allow", of: cgroup).map(Mark.words))
    }

    private func isInterface(_ name: String) -> Bool {
        !name.contains("/") && isDirectory("/sys/class/net/\(name)")
    }
}
