internal import CHost
internal import Glibc
internal import Synchronization
internal import SystemPackage

/// A thread that owns a `Bus` and waits for it, so that neither an answer that takes long nor a bus that hangs holds up
/// a thread of the concurrency pool. Work is handed to it as closures; whatever they share they share through there.
final class BusThread: Sendable {
    typealias Work = @Sendable (Bus) -> Void

    private struct State {
        var work: [Work] = []
        var isStopped = false
    }

    private let address: String?
    private let state = Mutex(State())
    /// An eventfd(2): written to get the thread out of poll(2).
    private let wakeup: HeldDescriptor

    /// Starts the thread. The bus is connected with the first call.
    init(address: String?) throws(BusFailure) {
        let number = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard number >= 0 else { throw .noThread(errno: errno) }
        wakeup = HeldDescriptor(Descriptor(owning: number))
        self.address = address
        try start()
    }

    /// Has the thread do this; in the order of the calls. After `stop` nothing is done any more.
    func perform(_ work: @escaping Work) {
        state.withLock { $0.work.append(work) }
        wake()
    }

    /// Ends the thread and with it the connection.
    func stop() {
        state.withLock { $0.isStopped = true }
        wake()
    }

    private func wake() {
        // Fails only if the counter is full, and then the thread is awake already.
        _ = eventfd_write(wakeup.number, 1)
    }

    // MARK: On the thread

    /// Starts it with all signals blocked: signals are for the threads that wait for them (pthreads(7)).
    private func start() throws(BusFailure) {
        var all = sigset_t()
        var before = sigset_t()
        _ = unsafe sigfillset(&all)
        _ = unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { _ = unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        let me = unsafe Unmanaged.passRetained(self)
        var thread = pthread_t()
        let result = unsafe pthread_create(
            &thread, nil,
            { me in
                guard let me = unsafe me else { return nil }
                unsafe Unmanaged<BusThread>.fromOpaque(me).takeRetainedValue().main()
                return nil
            }, me.toOpaque())
        guard result == 0 else {
            unsafe me.release()
            throw .noThread(errno: result)
        }
        _ = pthread_detach(thread)
    }

    private func main() {
        let bus = Bus(address: address)
        while true {
            let (work, isStopped) = state.withLock { state in
                defer { state.work = [] }
                return (state.work, state.isStopped)
            }
            for work in work { work(bus) }
            if isStopped { return }
            bus.fireTimers()
            let interest = bus.process()
            wait(for: interest, atMost: bus.untilTimer)
        }
    }

    /// Waits for the bus, for work, or for the time to be up.
    private func wait(for interest: Bus.Interest?, atMost untilTimer: UInt64?) {
        let now = Bus.now(CLOCK_MONOTONIC)
        let untilBus = interest?.deadline.map { $0 > now ? $0 - now : 0 }
        let microseconds = [untilTimer, untilBus].compactMap(\.self).min()
        // Rounded up, so that what it was due for is due.
        let milliseconds = microseconds.map { Int32(clamping: ($0 + 999) / 1000) } ?? -1
        var descriptors = [pollfd(fd: wakeup.number, events: Int16(POLLIN), revents: 0)]
        if let interest { descriptors.append(pollfd(fd: interest.descriptor, events: interest.events, revents: 0)) }
        // EINTR and the like: the loop comes round again.
        _ = unsafe poll(&descriptors, nfds_t(descriptors.count), milliseconds)
        if descriptors[0].revents != 0 {
            var count: eventfd_t = 0
            _ = unsafe eventfd_read(wakeup.number, &count)
        }
    }
}
