import Synchronization

@testable import Trail

/// What the mirror was told.
final class Seen: Sendable {
    private let records = Mutex<[(TrailRecord, ChainHash)]>([])
    func add(_ record: TrailRecord, _ head: ChainHash) { records.withLock { $0.append((record, head)) } }
    var events: [String] { records.withLock { $0.map(\.0.header.event) } }
    var heads: [ChainHash] { records.withLock { $0.map(\.1) } }
}
