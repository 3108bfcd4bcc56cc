import Synchronization

/// What the keeper holds open for an attack: an unlinked file, a child process. It dies with the process, and that is
/// the point. In another process (a rollback after a crash) the grip is empty.
package final class Grip: Sendable {
    private let held = Mutex<[String: any Sendable & AnyObject]>([:])

    package init() {}

    package func keep(_ resource: any Sendable & AnyObject, as key: String) {
        held.withLock { $0[key] = resource }
    }

    package func held<Resource: AnyObject & Sendable>(_ key: String, as type: Resource.Type = Resource.self)
        -> Resource?
    {
        held.withLock { $0[key] as? Resource }
    }

    /// Lets go. The resource's own deinit closes or ends it, unless the caller keeps what is returned.
    @discardableResult
    package func release(_ key: String) -> (any Sendable & AnyObject)? {
        held.withLock { $0.removeValue(forKey: key) }
    }
}
