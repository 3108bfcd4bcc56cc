package import Host
package import MonkeyKit

/// Fills a filesystem: to a percentage as df shows it, by an amount, or up to an amount left free.
package struct DiskMonkey: Monkey {
    static let fill = Option<Percent>(
        "fill", "PERCENT", default: Percent(90), in: Percent(0.1)...Percent(100),
        help: "fill to this percentage, as df counts: 100% leaves nothing to ordinary users")
    static let size = Option<ByteCount>(
        "size", "SIZE", where: { $0.bytes > 0 }, limits: "above 0B", help: "take this much, whatever others do")
    static let leave = Option<ByteCount>("leave", "SIZE", help: "leave this much to ordinary users")
    static let visible = Option<Bool>(
        "visible", help: "use a file with a name, .monkey-ID-….fill, that people can find and remove")
    static let path = Option<String>(
        "path", "DIR", where: { $0.hasPrefix("/") }, limits: "absolute",
        help: "make the file in this directory of the filesystem instead of at its mount point")
    static let trailFilesystem = Option<Bool>(
        "trail-filesystem", place: .policyOnly, help: "the filesystem the trail is on may be filled as well")

    package let name = "disk"
    package let summary = "fill a filesystem"
    package let targets: Set<TargetKind> = [.filesystem]
    package let options = OptionTable([
        OptionDeclaration(Self.fill), OptionDeclaration(Self.size), OptionDeclaration(Self.leave),
        OptionDeclaration(Self.visible), OptionDeclaration(Self.path), OptionDeclaration(Self.trailFilesystem),
    ])
    package let effects: [any Effect.Type] = [FillEffect.self, VisibleFillEffect.self]
    package let needs: [Need] = []

    package init() {}

    package func plan(_ request: PlanRequest, on host: Host) async throws -> Plan {
        let goal = try goal(request.options)
        var generator = SeededGenerator(seed: request.seed)
        var effects: [any Effect] = []
        var notes: [String] = []
        for target in request.targets {
            guard case .filesystem(let path) = target else {
                throw UsageProblem("disk fills filesystems; \(target.description) is none")
            }
            let check = try FillCheck(target: path, directory: request.options[Self.path] ?? path)
            try check.allows(
                goal, trail: request.stateDirectory, evenTrail: request.options[Self.trailFilesystem] == true)
            notes += try check.notes(trail: request.stateDirectory)
            let word = String(generator.next() >> 32, radix: 36)
            let name = ".monkey-\(request.attack)-\(word).fill"
            effects.append(
                request.options[Self.visible] == true
                    ? VisibleFillEffect(place: check.place, goal: goal, attack: request.attack, name: name)
                    : FillEffect(place: check.place, goal: goal, name: name))
        }
        return Plan(effects: effects, notes: notes)
    }

    private func goal(_ options: OptionValues) throws(UsageProblem) -> FillGoal {
        let size = options[Self.size].map(FillGoal.size)
        let leave = options[Self.leave].map(FillGoal.leave)
        let fill = options.has(Self.fill) ? options[Self.fill].map(FillGoal.fill) : nil
        let goals = [fill, size, leave].compactMap { $0 }
        guard goals.count <= 1 else { throw UsageProblem("disk takes one of --fill, --size and --leave") }
        return goals.first ?? .fill(options[Self.fill] ?? Percent(90))
    }
}
