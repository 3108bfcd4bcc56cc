internal import CHost
internal import Glibc

/// Signals of this process as a sequence of events instead of handlers; see signalfd(2).
///
/// Making one blocks its signals in the calling thread and in every thread started later, so the first thing `main`
/// does is to make it: a thread started earlier would still take the signal and die of it.
package struct SignalWatch: AsyncSequence, Sendable {
    /// One signal that came.
    package struct Event: Sendable, Equatable {
        /// 15 for SIGTERM.
        package let signal: Int32
        /// Who sent it, as the kernel says; 0 for the kernel itself and for senders in another PID namespace.
        package let sender: Int32
        /// The real user of the sender.
        package let senderUserID: UInt32
    }

    private let descriptor: HeldDescriptor

    /// Begins to watch.
    ///
    /// - Parameter signals: their numbers, `SIGTERM` and so on. SIGKILL and SIGSTOP cannot be watched.
    package init(_ signals: [Int32] = [SIGTERM, SIGINT, SIGHUP, SIGQUIT]) throws(HostError) {
        // A shell without job control starts background commands with SIGINT ignored, and what is ignored is never
        // seen. SIGHUP stays as it was: nohup(1) means it.
        for number in signals where number != SIGHUP { _ = signal(number, SIG_DFL) }
        let names = signals.map { signalName($0) }.joined(separator: ", ")
        let number = try errnoChecked(operation: "watch for", subject: names) {
            unsafe chost_signal_descriptor(signals, Int32(signals.count))
        }
        descriptor = HeldDescriptor(Descriptor(owning: number))
    }

    /// Waits for the next signal; two tasks that wait at once share the signals between them.
    package func next() async throws -> Event {
        while true {
            if let event = try take() { return event }
            try await readable(descriptor.number)
        }
    }

    /// A signal that is already pending, or nil.
    package func take() throws(HostError) -> Event? {
        var signal: Int32 = 0
        var sender: Int32 = 0
        var user: UInt32 = 0
        let number = descriptor.number
        let count = try errnoChecked(operation: "read", subject: "pending signals") {
            unsafe chost_signal_take(number, &signal, &sender, &user)
        }
        return count == 0 ? nil : Event(signal: signal, sender: sender, senderUserID: user)
    }

    /// Never ends by itself; throws `CancellationError` when the task is cancelled.
    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let watch: SignalWatch

        package mutating func next() async throws -> Event? {
            try await watch.next()
        }
    }

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(watch: self)
    }
}
