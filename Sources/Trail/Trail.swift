package import Host
internal import Synchronization

/// The audit trail: append-only, on disk, the only source of truth for rollback.
///
/// A value that opens nothing until it is used, and may be used from any number of tasks, processes and copies at once.
/// Its calls block: on the disk, and on the lock while another process appends. The format stands in `TrailWriter`.
package struct Trail: Sendable {
    package let stateDirectory: String
    package let limits: TrailLimits
    let now: @Sendable () -> Moment
    private let mirror: @Sendable (TrailRecord, ChainHash) -> Void
    private let memory = Memory()

    /// Whether this task is inside of a transaction already.
    @TaskLocal private static var isInside = false

    /// - Parameters:
    ///   - stateDirectory: as `/var/lib/monkey`; the trail is the directory `trail` in it.
    ///   - now: the clocks, for tests.
    ///   - mirror: gets every record once it is durable and the lock is free again, with the head of the chain after
    ///     it: for the journal. Must not throw, and must not need the trail.
    package init(
        stateDirectory: String, host: Host, limits: TrailLimits = TrailLimits(),
        now: @escaping @Sendable () -> Moment = Moment.clock(),
        mirror: @escaping @Sendable (TrailRecord, ChainHash) -> Void = { _, _ in }
    ) {
        self.stateDirectory = stateDirectory
        self.limits = limits
        self.now = now
        self.mirror = mirror
    }

    /// The directory the files are in.
    package var directory: String { stateDirectory + "/trail" }

    /// Makes the directories and the first segment, sets aside what a crash left, and reserves the space an attack
    /// needs: what would keep an attack from being recorded is found here.
    package func prepare() throws(TrailError) {
        try trailErrors {
            try transaction { (transaction: inout TrailTransaction) in try transaction.writer.reserve() }
        }
    }

    /// Writes the records with one write, and returns when they are durable.
    ///
    /// - Throws: `TrailError`, and then none of them is in the trail. Its kind is `noSpace` if an attack must not begin
    ///   for lack of space; its `refusal` is what to answer.
    @discardableResult
    package func append(_ events: [TrailEvent]) throws(TrailError) -> [TrailRecord] {
        try trailErrors {
            try transaction { (transaction: inout TrailTransaction) in try transaction.append(events) }
        }
    }

    /// Runs the body while nobody else can append: what it reads, decides and appends is one step for all others.
    ///
    /// Each append inside is durable when it returns, and stays if the body throws later. Keep the body short: every
    /// rollback on this host waits for it. The trail itself must not be used inside, only the transaction.
    package func transaction<Result>(_ body: (inout TrailTransaction) throws -> Result) throws -> Result {
        guard !Self.isInside else {
            throw TrailError(
                .failed, "cannot begin a transaction of the trail: this task is inside of one",
                remedy: "use the transaction that is there")
        }
        var written: [TrailRecord] = []
        defer { for record in written { mirror(record, record.hash) } }
        return try Self.$isInside.withValue(true) {
            let folder = try trailErrors { try TrailFolder.made(in: stateDirectory) }
            let lock = try trailErrors { try folder.lock(.exclusive, patience: limits.patience) }
            let last = memory.replay.withLock { $0 }
            memory.replay.withLock { $0 = nil }  // until it is known how the file looks afterwards
            let writer = try trailErrors { try TrailWriter(folder, limits: limits, now: now, last: last) }
            defer {
                written = writer.written
                if !writer.isBroken { memory.replay.withLock { [replay = writer.replay] in $0 = replay } }
                withExtendedLifetime(lock) {}
            }
            var transaction = TrailTransaction(writer: writer, stateDirectory: stateDirectory)
            return try body(&transaction)
        }
    }

    /// How far this process has read the open segment.
    private final class Memory: Sendable {
        let replay = Mutex<Replay?>(nil)
    }
}

/// The trail while nobody else can append.
package struct TrailTransaction: ~Copyable {
    let writer: TrailWriter
    let stateDirectory: String

    /// Where things stand, this transaction's own records included.
    package var state: TrailState { TrailState(writer.replay) }

    /// Writes the records with one write, and returns when they are durable; as `Trail.append`.
    @discardableResult
    package mutating func append(_ events: [TrailEvent]) throws(TrailError) -> [TrailRecord] {
        try trailErrors { try writer.append(events) }
    }
}
