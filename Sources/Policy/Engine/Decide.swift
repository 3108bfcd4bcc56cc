package import MonkeyKit

/// May this attack happen, and whom does it hit? Pure: the only function of the program that allows anything.
///
/// Which groups come into question is settled first; each is put to the same rules (`Trial.rules`). Of the groups that
/// pass, one is drawn, weighted by how many targets it has left, so that every target is as likely as the other.
package func decide(_ question: Question) -> Decision {
    let name = question.monkey.name
    guard !question.policies.documents.isEmpty else {
        return refusal(
            question,
            Reason(
                "policy", .refuse, "\(name): there is no policy on this host, and nothing happens without one",
                remedy: "write one into policies.d; `monkey policy check` tells whether it is good"))
    }
    let grounds: [Ground]
    switch standing(question) {
    case .failure(let refused): return refusal(question, refused.reason)
    case .success(let found): grounds = found
    }
    let trials = grounds.map { Trial(question, on: $0) }.map { $0.heard() }
    var generator = SeededGenerator(seed: question.seed ^ 0x6772_6F75_6E64_7321)  // other draws than those of a trial
    var ticket = generator.below(max(1, trials.reduce(0) { $0 + $1.weight }))
    for trial in trials {
        if ticket < trial.weight { return trial.decision(passedOver: trials.filter { $0.ground != trial.ground }) }
        ticket -= trial.weight
    }
    guard let first = trials.first else {
        return refusal(
            question, Reason("policy", .refuse, "\(name): no rule allows it", remedy: "see `monkey policy show`"))
    }
    return first.decision(passedOver: Array(trials.dropFirst()))
}

private func refusal(_ question: Question, _ reason: Reason) -> Decision {
    Decision(
        verdict: .refuse, policy: nil, group: nil, targets: [], options: question.options,
        duration: question.duration ?? Trial.defaultDuration, seed: question.seed, reasons: [reason])
}

/// The groups that come into question, in order.
private func standing(_ question: Question) -> Result<[Ground], Refused> {
    let grounds = question.policies.grounds(for: question.monkey.name)
    switch question.asked {
    case .any:
        guard !grounds.isEmpty else { return .failure(noMonkey(question)) }
        return .success(grounds)
    case .group(let name), .all(let name):
        if let ground = grounds.first(where: { $0.group.name == name }) { return .success([ground]) }
        return .failure(noGroup(name, question))
    case .units(let names):
        return named(names.map { name in (name, { $0 == .unit(name) }) }, grounds, question)
    case .pids(let pids):
        return named(pids.map { pid in ("process \(pid)", { $0.pid == pid }) }, grounds, question)
    }
}

/// The groups in which all of the named targets are.
private func named(
    _ wanted: [(name: String, fits: (Target) -> Bool)], _ grounds: [Ground], _ question: Question
) -> Result<[Ground], Refused> {
    for (name, fits) in wanted where !question.inventory.contains(where: { fits($0.target) }) {
        return .failure(noTarget(name, grounds, question))
    }
    let all = grounds.filter { ground in
        wanted.allSatisfy { one in question.inventory.contains { $0.isIn(ground) && one.fits($0.target) } }
    }
    guard all.isEmpty else { return .success(all) }
    let names = wanted.map(\.name).joined(separator: ", ")
    let owners = Set(
        question.inventory.filter { candidate in wanted.contains { $0.fits(candidate.target) } }.map(\.group))
    return .failure(
        Refused(
            "policy",
            "\(question.monkey.name) on \(names): in group \(owners.sorted().joined(separator: ", ")), "
                + (owners.count > 1
                    ? "and no one group that allows \(question.monkey.name) has them all"
                    : "which no policy gives to \(question.monkey.name)"),
            remedy:
                "a policy with monkeys.\(question.monkey.name).groups: [\(owners.sorted().first ?? "")] would allow it")
    )
}

private func noMonkey(_ question: Question) -> Refused {
    let name = question.monkey.name
    return Refused(
        "policy", "\(name): no policy names it", remedy: "a policy with monkeys.\(name).groups would allow it")
}

private func noGroup(_ group: String, _ question: Question) -> Refused {
    let name = question.monkey.name
    guard let owner = question.policies.owner(ofGroup: group) else {
        let names = question.policies.documents.flatMap { $0.groups.map(\.name) }
        return Refused(
            "policy", "\(name) on group \(group): no policy has such a group" + hint(group, among: names),
            remedy: "there are: \(names.sorted().joined(separator: ", "))")
    }
    return Refused(
        "policy", "\(name) on group \(group): policy \(owner.name) does not give it to \(name)",
        remedy: "monkeys.\(name).groups: [\(group)] in \(owner.file) would allow it")
}

private func noTarget(_ name: String, _ grounds: [Ground], _ question: Question) -> Refused {
    let monkey = question.monkey.name
    if let ground = grounds.first(where: { $0.group.units.contains { $0.matches(name) } }) {
        return Refused(
            "policy", "\(monkey) on \(name): \(ground.text) names it, and this host does not run it",
            remedy: "start it, then ask again")
    }
    let group = grounds.first?.group.name
    let file = grounds.first?.document.file ?? question.policies.documents.first?.file ?? "a policy"
    let isUnit = name.contains(".") && !name.contains(" ")
    let optIn =
        isUnit
        ? "`monkey opt-in \(name) --group \(group ?? "NAME") --allow \(monkey)`" : "MONKEY_GROUP in its environment"
    return Refused(
        "policy", "\(monkey) on \(name): it is in no group of any policy",
        remedy: "add it to " + (group.map { "group \($0)" } ?? "a group for \(monkey)")
            + " in \(file), and mark it: \(optIn)")
}

extension Candidate {
    func isIn(_ ground: Ground) -> Bool { policy == ground.document.name && group == ground.group.name }
}

/// A rule said no.
struct Refused: Error {
    let reason: Reason

    init(_ rule: String, _ text: String, remedy: String) {
        reason = Reason(rule, .refuse, text, remedy: remedy)
    }
}
