internal import Host

extension Redirect {
    /// What stands where our filters belong.
    struct Sight {
        var ours: [TrafficFilter] = []
        /// The words that take ours away.
        var deletions: [[String]] = []
        /// Filters of somebody else at our places, a sentence each.
        var strangers: [String] = []
        /// Filters of anybody else on either end.
        var others = 0
    }

    func look(at interface: String, _ context: EffectContext) async throws -> Sight {
        var sight = Sight()
        for hook in Filter.Hook.allCases {
            let listing = try await FilterListing.read(interface, hook, on: context.host)
            var found: [(filter: TrafficFilter, entry: FilterListing.Entry)] = []
            var shared: Set<Int> = []
            for entry in listing.entries {
                let place = filters.first { $0.hook == hook && $0.isPlace(of: entry) }
                if let place, entry.cookies == [cookie] {
                    found.append((place, entry))
                    continue
                }
                sight.others += 1
                shared.insert(entry.preference)
                if place != nil {
                    sight.strangers.append(
                        "the filter \(entry.handle) at pref \(entry.preference) of \(interface) \(hook) is not ours")
                }
            }
            sight.ours += found.map(\.filter)
            for (filter, entry) in found {
                let words =
                    shared.contains(filter.preference)
                    ? filter.deletion(from: interface, standing: entry.handle) : filter.deletion(from: interface)
                if !sight.deletions.contains(words) { sight.deletions.append(words) }
            }
        }
        return sight
    }

    package func inspect(_ context: EffectContext) async throws -> Standing {
        guard let interface = try await currentName(context) else { return .absent }
        let sight = try await look(at: interface, context)
        if let stranger = sight.strangers.first { return .foreign(stranger) }
        if sight.ours.count == filters.count { return .applied }
        if sight.ours.isEmpty {
            // Only an apply that died between two lines leaves it so, or somebody else who made it since.
            guard makesClsact, sight.others == 0, try await hasClsact(interface, context) else { return .absent }
            return .foreign("\(interface) has a clsact qdisc without filters")
        }
        return .foreign("\(filters.count - sight.ours.count) of \(filters.count) filters on \(interface) are gone")
    }

    package func revert(_ context: EffectContext) async throws -> Reverted {
        guard let interface = try await currentName(context) else { return .nothingToDo }
        let sight = try await look(at: interface, context)
        let mayOwnClsact =
            makesClsact && context.grip.held(foreignClsactKey, as: ForeignClsact.self) == nil
        var lines = sight.deletions
        let takesClsact: Bool
        if mayOwnClsact, sight.others == 0 {
            takesClsact = sight.ours.isEmpty ? try await hasClsact(interface, context) : true
        } else {
            takesClsact = false
        }
        if takesClsact { lines.append(clsact("del", interface)) }
        guard !lines.isEmpty else {
            return sight.strangers.first.map { .foreign($0, person: nil) } ?? .nothingToDo
        }
        try await delete(lines, of: interface, context)
        if let stranger = sight.strangers.first { return .foreign(stranger, person: nil) }
        if mayOwnClsact, !takesClsact {
            return .undoneWith("left clsact on \(interface), which holds filters of somebody else by now")
        }
        return .undone
    }

    /// Deletes, and takes "it is gone already" for done: somebody else may delete the same at the same time.
    private func delete(_ lines: [[String]], of interface: String, _ context: EffectContext) async throws {
        do {
            try await context.host.network.batch(tc: lines)
        } catch {
            guard let name = try await currentName(context) else { return }
            let sight = try await look(at: name, context)
            guard sight.ours.isEmpty else { throw error }
            let clsactStays = lines.last == clsact("del", interface) && sight.others == 0
            if clsactStays, try await hasClsact(name, context) { throw error }
        }
    }

    private func hasClsact(_ interface: String, _ context: EffectContext) async throws -> Bool {
        try await context.host.network.qdiscs(on: interface).contains { $0.kind == "clsact" }
    }

    /// The interface by its number: it may have another name by now.
    private func currentName(_ context: EffectContext) async throws -> String? {
        try await context.host.network.links().first { $0.index == index }?.name
    }
}
