internal import Host
internal import Synchronization

/// The file that takes the space, open. Unlinked, its space comes back with the last descriptor.
///
/// One at a time looks at it and changes it: the keeper's loop and the undo run side by side.
final class FillFile: Sendable {
    private struct State {
        var isOpen = true
        /// The filesystem cannot allocate without writing, or pretends to.
        var writes = false
    }

    let file: Descriptor
    private let state = Mutex(State())

    init(_ file: consuming Descriptor) { self.file = file }

    /// In bytes, to the next whole block.
    func size(in space: Space) throws(HostError) -> Int64 {
        let blocks = (try file.status().size + space.blockSize - 1) / space.blockSize
        return blocks * space.blockSize
    }

    /// Brings the filesystem to the goal, as near as a block, and says how full it is then.
    ///
    /// - Throws: `HostError` of the allocation; what this call had taken is given back then.
    func settle(_ goal: FillGoal) throws -> Space {
        try state.withLock { state in
            var space = try file.space()
            guard state.isOpen else { return space }
            let before = try size(in: space)
            do {
                // Metadata of the file itself take blocks too, so the first step overshoots by a few: look again.
                for _ in 0..<12 {
                    guard let size = try nextSize(goal, space) else { break }
                    let now = try self.size(in: space)
                    if size < now {
                        try file.cut(to: size)
                    } else if try grow(from: now, to: size, space: space, state: &state) == now {
                        break
                    }
                    space = try file.space()
                }
            } catch {
                try file.cut(to: before)
                throw error
            }
            return space
        }
    }

    /// The size that would meet the goal; nil when a block more or less makes it no better.
    private func nextSize(_ goal: FillGoal, _ space: Space) throws(HostError) -> Int64? {
        let now = try size(in: space)
        let step = goal.missing(in: space, held: now)
        let blocks = (Double(step) / Double(space.blockSize)).rounded()
        let size = max(0, now + Int64(blocks) * space.blockSize)
        return size == now ? nil : size
    }

    /// Gives everything back at once, whoever else still holds the descriptor. After it `settle` changes nothing.
    func giveBack() throws(HostError) {
        try state.withLock { state throws(HostError) in
            state.isOpen = false
            try file.cut(to: 0)
        }
    }

    /// - Returns: the size reached: less than asked for when the filesystem has no more.
    private func grow(from old: Int64, to size: Int64, space: Space, state: inout State) throws -> Int64 {
        var reached = old
        var step = min(size - old, 4 << 30)
        while reached < size {
            try Task.checkCancellation()
            let count = min(step, size - reached)
            do throws(HostError) {
                try take(count, at: reached, space: space, state: &state)
                reached += count
            } catch {
                // What a failed call has taken all the same goes back; then try for less.
                try file.cut(to: reached)
                step = step / 2 / space.blockSize * space.blockSize
                let isNear = size - reached <= max(space.blockSize, space.reachable * space.blockSize / 1000)
                guard error.isNoSpace, step > 0 else {
                    if error.isNoSpace && isNear { break }
                    throw error
                }
            }
        }
        return reached
    }

    private func take(_ count: Int64, at offset: Int64, space: Space, state: inout State) throws(HostError) {
        if !state.writes {
            let free = try file.space().free
            do {
                try file.allocate(from: offset, count: count)
                // A filesystem that compresses or copies on write may promise without taking.
                let taken = free - (try file.space().free)
                let isTaken = taken * space.blockSize >= count / 2
                if isTaken || count < 64 * space.blockSize { return }
                try file.cut(to: offset)
            } catch let error where error.isNotSupported {}
            state.writes = true
        }
        try file.writeNoise(from: offset, count: count)
    }
}
