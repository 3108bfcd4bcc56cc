import MonkeyKit

/// The rules about who.
extension Trial {
    /// Those of the group that this monkey can hit and that were asked for. What is listed twice, not alike, is in doubt.
    mutating func membership() throws(Refused) {
        var byKey: [String: Candidate] = [:]
        var doubtful: Set<String> = []
        for candidate in question.inventory where candidate.isIn(ground) {
            if let other = byKey[candidate.target.key], other != candidate { doubtful.insert(candidate.target.key) }
            byKey[candidate.target.key] = candidate
        }
        members = byKey.values.sorted { $0.target.key < $1.target.key }
        candidates = members.filter { isAsked($0.target) }
        guard !candidates.isEmpty else {
            throw Refused(
                "targets", "\(what): this host has none of \(ground.text)",
                remedy: "`monkey discover` lists what groups look for and what they find")
        }
        let kinds = question.monkey.targets
        let takes = kinds.map(\.rawValue).sorted().joined(separator: ", ")
        let out = objections { candidate in
            if doubtful.contains(candidate.target.key) { return "it was found twice, and not the same both times" }
            if kinds.contains(candidate.target.kind) { return nil }
            return "\(question.monkey.name) hits \(takes), not \(candidate.target.kind.rawValue)"
        }
        try exclude("targets", out, remedy: "\(question.monkey.name) takes \(takes)", left: "in the group")
    }

    private func isAsked(_ target: Target) -> Bool {
        switch question.asked {
        case .any, .group, .all: true
        case .units(let names): names.contains { target == .unit($0) }
        case .pids(let pids): target.pid.map(pids.contains) ?? false
        }
    }

    /// The second key. No override.
    mutating func consent() throws(Refused) {
        let optedOut = Set(question.inventory.filter(\.hasOptedOut).map(\.target.key))
        consenting =
            members.filter { objection($0, optedOut) == nil && question.monkey.targets.contains($0.target.kind) }.count
        let name = candidates.first.flatMap { if case .unit(let unit) = $0.target { unit } else { nil } } ?? "UNIT"
        let isMark = ground.group.consent == .mark
        try exclude(
            "consent", objections { objection($0, optedOut) },
            remedy: isMark
                ? "`monkey opt-in \(name) --group \(ground.group.name) --allow \(question.monkey.name)` marks a unit"
                : "take the opt-out away, or let its mark allow \(question.monkey.name)",
            left: "consent")
    }

    private func objection(_ candidate: Candidate, _ optedOut: Set<String>) -> String? {
        let monkey = question.monkey.name
        if optedOut.contains(candidate.target.key) { return "it has opted out" }
        switch (candidate.consent, ground.group.consent) {
        case (.mark(_, let allow), _) where !allow.contains(monkey):
            return "its mark allows \(allow.map { escaped($0) }.joined(separator: " ")), not \(monkey)"
        case (.mark(let group, _), .mark):
            return group == ground.group.name ? nil : "its mark names group \(escaped(group)), not \(ground.group.name)"
        case (_, .operator): return nil
        case (.operator, .mark), (.none, .mark): return "it carries no mark"
        case (.optOut, _): return "it has opted out"
        }
    }

    mutating func protection() throws(Refused) {
        let allowed = ground.document.allowProtected
        let first = candidates.compactMap { $0.protection?.by }.first { !allowed.contains($0) }
        let remedy =
            first.map { by in
                by.isOverridable
                    ? "allowProtected: [\(by.rawValue)] in \(ground.document.file) would allow it"
                    : "nothing does; ask for another target"
            } ?? ""
        let out = objections { candidate in
            guard let protected = candidate.protection, !allowed.contains(protected.by) else { return nil }
            return "protected (\(protected.by.rawValue)): \(protected.text)"
        }
        try exclude("protected", out, remedy: remedy, left: "not protected")
    }

    /// What is down already tells nothing by being hit.
    mutating func health() throws(Refused) {
        let down = objections { $0.healthy ? nil : "it is not healthy now" }
        try exclude("healthy", down, remedy: "bring it up first", left: "healthy")
    }

    mutating func concurrency() throws(Refused) {
        let open = question.open.filter { $0.policy == ground.document.name }.sorted { $0.attack < $1.attack }
        guard let first = open.first, open.count >= limits.concurrent else {
            return pass("limits.concurrent", "\(open.count) of \(limits.concurrent) open")
        }
        throw Refused(
            "limits.concurrent",
            "\(what): policy \(ground.document.name) has \(open.count) open of \(limits.concurrent): "
                + open.map(\.attack.text).joined(separator: ", "),
            remedy: "wait for its end, or end it: `monkey rollback \(first.attack)`")
    }

    /// How many, and which. What is under attack already counts as hit and not as healthy.
    mutating func pick() throws(Refused) {
        let keys = Set(members.map(\.target.key))
        let hit = Set(question.open.flatMap { $0.targets.map(\.key) }).intersection(keys)
        let most = limits.targets.roundedDown(of: consenting)
        let left = most - hit.count
        let counted = "limits.targets \(limits.targets.notation) of \(consenting) consenting is \(most)"
        guard left > 0 else {
            throw Refused(
                "limits.targets", "\(what): \(counted), \(hit.count) under attack already",
                remedy: hit.isEmpty
                    ? "more targets have to consent, or limits.targets in \(ground.document.file) has to be higher"
                    : "wait for the open attack's end")
        }
        let healthy = members.filter { $0.healthy && !hit.contains($0.target.key) }.count
        let keep = limits.keepHealthy.roundedUp(of: members.count)
        let spare = healthy - keep
        let kept = "\(healthy) of \(members.count) healthy and untouched, \(keep) have to stay so"
        let want: Int
        switch question.asked {
        case .any, .group: want = 1
        case .all: want = max(1, min(candidates.count, left, spare))
        case .units, .pids: want = candidates.count
        }
        guard want <= left else {
            throw Refused(
                "limits.targets", "\(what): \(want) asked, \(counted), \(hit.count) under attack already",
                remedy: "ask for \(left), or change limits.targets in \(ground.document.file)")
        }
        guard want <= spare else {
            throw Refused(
                "limits.keepHealthy", "\(what): \(kept)",
                remedy: "bring more targets up, or change limits.keepHealthy in \(ground.document.file)")
        }
        victims = generator.sample(want, of: candidates).map(\.target).sorted { $0.key < $1.key }
        pass("limits.targets", "\(want) of at most \(left); \(counted)")
        pass("limits.keepHealthy", kept)
        let names = victims.map(\.description).joined(separator: ", ")
        pass(
            "choice", want == candidates.count ? "\(names), all there are" : "\(names), drawn from \(candidates.count)")
    }
}

extension Candidate {
    var hasOptedOut: Bool {
        switch consent {
        case .optOut: true
        case .mark(_, let allow): allow.isEmpty
        case .operator, .none: false
        }
    }
}
