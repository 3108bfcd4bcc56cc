internal import CSystemd
internal import Glibc
internal import SystemPackage

/// A connection to a bus; made when the first call needs it and made anew when it was lost.
///
/// It is not `Sendable`: it lives and dies on the thread of its `BusThread`, and so do the closures it is given.
@safe final class Bus {
    typealias Reply = (Result<[BusValue], BusFailure>) -> Void

    private let address: String?
    private var connection: OpaquePointer?
    /// Whether there is nobody in between; on a bus, who sent a signal has to be looked at.
    private var isPeer = false
    private var calls: [ObjectIdentifier: PendingCall] = [:]
    private var timers: [UInt64: Timer] = [:]
    private var timersMade: UInt64 = 0
    private var listeners: [ObjectIdentifier: Listener] = [:]

    /// - Parameter address: a D-Bus address of a peer without a bus daemon in between, or `nil` for the system bus.
    init(address: String?) {
        self.address = address
    }

    deinit {
        disconnect(.disconnected(errno: ECANCELED))
    }

    // MARK: Calls

    /// Sends a call; `reply` is called once, here on the thread, now or when the answer, the time limit or the end of the
    /// connection comes.
    func call(_ call: BusCall, limit: Duration, reply: @escaping Reply) {
        let pending: PendingCall
        do {
            let bus = try unsafe connected()
            pending = try unsafe PendingCall(call, on: bus)
        } catch {
            return reply(.failure(error))
        }
        let timer = after(limit) { [weak pending] in pending?.finish(.failure(.timedOut)) }
        calls[ObjectIdentifier(pending)] = pending
        pending.whenDone = { [weak self] call, result in
            self?.calls[ObjectIdentifier(call)] = nil
            self?.cancel(timer)
            reply(result)
        }
    }

    // MARK: Signals

    /// Calls `handler` for every signal that matches, until `forget`; or `lost` once, if the connection ends before.
    /// Calls made afterwards are answered after the match is in place: both go through the same connection, in order.
    func listen(
        _ match: BusMatch, handler: @escaping (BusSignal) -> Void, lost: @escaping (BusFailure) -> Void
    ) throws(BusFailure) -> ObjectIdentifier {
        let bus = try unsafe connected()
        let listener = try unsafe Listener(
            match, from: isPeer ? nil : Bus.systemd, on: bus, handler: handler, lost: lost)
        listeners[ObjectIdentifier(listener)] = listener
        return ObjectIdentifier(listener)
    }

    func forget(_ listener: ObjectIdentifier) {
        listeners[listener] = nil
    }

    // MARK: Time limits

    private struct Timer {
        /// CLOCK_BOOTTIME microseconds.
        let deadline: UInt64
        let action: () -> Void
    }

    /// Calls `action` here on the thread when the time is up, unless it is cancelled. Time the host sleeps counts.
    @discardableResult
    func after(_ limit: Duration, _ action: @escaping () -> Void) -> UInt64 {
        let (deadline, overflow) = Bus.now().addingReportingOverflow(limit.microseconds)
        timersMade += 1
        timers[timersMade] = Timer(deadline: overflow ? .max : deadline, action: action)
        return timersMade
    }

    func cancel(_ timer: UInt64) {
        timers[timer] = nil
    }

    /// Calls what has come due.
    func fireTimers() {
        let now = Bus.now()
        for key in timers.filter({ $0.value.deadline <= now }).keys {
            // One action may have cancelled another.
            timers.removeValue(forKey: key)?.action()
        }
    }

    /// The time until the next timer, in microseconds, or `nil` if there is none.
    var untilTimer: UInt64? {
        let now = Bus.now()
        return timers.values.map(\.deadline).min().map { $0 > now ? $0 - now : 0 }
    }

    static func now(_ clock: clockid_t = CLOCK_BOOTTIME) -> UInt64 {
        var time = timespec()
        // Fails for an unknown clock only (clock_gettime(2)).
        _ = unsafe clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1000
    }

    // MARK: The connection

    /// What to wait for before `process` is called again.
    struct Interest {
        let descriptor: Int32
        /// poll(2) events.
        let events: Int16
        /// CLOCK_MONOTONIC microseconds; `nil`: as long as it takes (sd_bus_get_timeout(3)).
        let deadline: UInt64?
    }

    /// Does what there is to do without waiting, and says what to wait for; `nil` without a connection.
    func process() -> Interest? {
        while let connection = unsafe connection {
            let result = unsafe sd_bus_process(connection, nil)
            // A reply may have found the connection lost and made another.
            if unsafe result > 0 || self.connection != connection { continue }
            if unsafe result < 0 || sd_bus_is_open(connection) <= 0 {
                disconnect(.disconnected(errno: result < 0 ? -result : ECONNRESET))
                return nil
            }
            var deadline = UInt64.max
            let descriptor = unsafe sd_bus_get_fd(connection)
            let events = unsafe sd_bus_get_events(connection)
            guard descriptor >= 0, events >= 0, unsafe sd_bus_get_timeout(connection, &deadline) >= 0 else {
                disconnect(.disconnected(errno: ENOTCONN))
                return nil
            }
            return Interest(
                descriptor: descriptor, events: Int16(truncatingIfNeeded: events),
                deadline: deadline == .max ? nil : deadline)
        }
        return nil
    }

    private func connected() throws(BusFailure) -> OpaquePointer {
        if let connection = unsafe connection {
            if unsafe sd_bus_is_open(connection) > 0 { return unsafe connection }
            disconnect(.disconnected(errno: ECONNRESET))
        }
        let opened = try unsafe open()
        unsafe connection = opened
        return unsafe opened
    }

    private func open() throws(BusFailure) -> OpaquePointer {
        isPeer = true
        if let address { return try unsafe Bus.openPeer(address) }
        var bus: OpaquePointer?
        let result = unsafe sd_bus_open_system(&bus)
        if result >= 0, let bus = unsafe bus {
            isPeer = false
            return unsafe bus
        }
        do {
            return try unsafe Bus.openPeer(Bus.privateAddress)
        } catch {
            throw .disconnected(errno: result < 0 ? -result : ENOTCONN)
        }
    }

    /// The name systemd owns on the bus.
    static let systemd = "org.freedesktop.systemd1"

    /// systemd's own socket, for root only and without a bus daemon in between: how `systemctl` reaches it when there is
    /// no system bus, or none that works.
    static let privateAddress = "unix:path=/run/systemd/private"

    private static func openPeer(_ address: String) throws(BusFailure) -> OpaquePointer {
        var bus: OpaquePointer?
        var result = unsafe sd_bus_new(&bus)
        if result >= 0 { result = unsafe sd_bus_set_address(bus, address) }
        if result >= 0 { result = unsafe sd_bus_start(bus) }
        if result >= 0, let bus = unsafe bus { return unsafe bus }
        _ = unsafe sd_bus_unref(bus)
        throw .disconnected(errno: result < 0 ? -result : ENOTCONN)
    }

    private func disconnect(_ reason: BusFailure) {
        guard let lost = unsafe connection else { return }
        unsafe connection = nil
        let deaf = Array(listeners.values)
        listeners = [:]
        for call in Array(calls.values) { call.finish(.failure(reason)) }
        for listener in deaf { listener.lose(reason) }
        _ = unsafe sd_bus_close_unref(lost)
    }
}
