internal import Dispatch
internal import Glibc
internal import Synchronization
internal import SystemPackage

/// Suspends until the descriptor can be read without blocking: data, end of file, an error, a process behind a pidfd
/// that ended, a timer that came due. Nothing wakes up while it waits.
///
/// The descriptor must stay open until this returns.
///
/// - Throws: `CancellationError` at once when the task is cancelled.
package func readable(_ descriptor: Int32) async throws {
    try await ready(descriptor, to: .read)
}

/// The same for an owned descriptor.
package func readable(_ descriptor: borrowing Descriptor) async throws {
    try await ready(descriptor.number, to: .read)
}

/// Suspends until the descriptor can be written to without blocking, which a connecting socket can when it is connected
/// or has failed to.
package func writable(_ descriptor: Int32) async throws {
    try await ready(descriptor, to: .write)
}

private enum Direction { case read, write }

private func ready(_ descriptor: Int32, to direction: Direction) async throws {
    try Task.checkCancellation()
    // What is ready already needs no event source; and Dispatch ends the program when asked to watch a closed number.
    if try isReady(descriptor, to: direction) { return }
    let wait = ReadinessWait(descriptor, direction)
    await withTaskCancellationHandler {
        await withCheckedContinuation { wait.start(resuming: $0) }
    } onCancel: {
        wait.cancel()
    }
    try Task.checkCancellation()
}

/// Asks with poll(2), without waiting.
private func isReady(_ descriptor: Int32, to direction: Direction) throws(HostError) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(direction == .read ? POLLIN : POLLOUT), revents: 0)
    let count = try errnoChecked(operation: "poll", subject: "descriptor \(descriptor)") { unsafe poll(&entry, 1, 0) }
    if Int32(entry.revents) & POLLNVAL != 0 {
        throw HostError(operation: "wait for", subject: "descriptor \(descriptor)", errno: .badFileDescriptor)
    }
    return count > 0
}

/// One wait. The continuation is resumed from the cancel handler of the source, which runs when the kernel no longer
/// watches the descriptor: only then may its owner close it.
private final class ReadinessWait: Sendable {
    private let descriptor: Int32
    private let direction: Direction
    private let state = Mutex(State())

    private struct State {
        var source: Source?
        var isCancelled = false
    }

    /// Dispatch sources may be used from any thread; their type does not say so.
    private struct Source: @unchecked Sendable {
        let value: any DispatchSourceProtocol
    }

    init(_ descriptor: Int32, _ direction: Direction) {
        self.descriptor = descriptor
        self.direction = direction
    }

    func start(resuming continuation: CheckedContinuation<Void, Never>) {
        let isStarted = state.withLock { state in
            if state.isCancelled { return false }
            let source = makeSource()
            source.value.setEventHandler { source.value.cancel() }
            source.value.setCancelHandler { continuation.resume() }
            source.value.resume()
            state.source = source
            return true
        }
        if !isStarted { continuation.resume() }
    }

    func cancel() {
        let source = state.withLock { state in
            state.isCancelled = true
            return state.source
        }
        source?.value.cancel()
    }

    private func makeSource() -> Source {
        let queue = DispatchQueue.global()
        return switch direction {
        case .read: Source(value: DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue))
        case .write: Source(value: DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: queue))
        }
    }
}
