internal import CSystemd

/// A match on a connection, and who is told.
@safe final class Listener {
    private var slot: OpaquePointer?
    private let handler: (BusSignal) -> Void
    private let lost: (BusFailure) -> Void

    /// Asks for the signals (sd_bus_match_signal_async(3)).
    ///
    /// - Parameter sender: who must have sent them. On a bus everybody may send any signal, so it has to be said; on a
    ///   socket without a bus messages have no sender.
    init(
        _ match: BusMatch, from sender: String?, on bus: OpaquePointer, handler: @escaping (BusSignal) -> Void,
        lost: @escaping (BusFailure) -> Void
    ) throws(BusFailure) {
        self.handler = handler
        self.lost = lost
        let me = unsafe Unmanaged.passUnretained(self).toOpaque()
        let result = unsafe sd_bus_match_signal_async(
            bus, &slot, sender, match.path, match.interface, match.member, heard, nil, me)
        if result < 0 { throw .disconnected(errno: -result) }
    }

    deinit {
        _ = unsafe sd_bus_slot_unref(slot)
    }

    fileprivate func tell(_ signal: BusSignal) { handler(signal) }

    /// Tells that there will be no more.
    func lose(_ reason: BusFailure) { lost(reason) }
}

private func heard(
    _ message: OpaquePointer?, _ me: UnsafeMutableRawPointer?, _ error: UnsafeMutablePointer<sd_bus_error>?
) -> Int32 {
    guard let message = unsafe message, let me = unsafe me else { return 0 }
    func text(_ pointer: UnsafePointer<CChar>?) -> String { unsafe pointer.map { unsafe String(cString: $0) } ?? "" }
    // A signal that cannot be read is nobody's news; the next one may be.
    guard let arguments = try? unsafe BusMessage(message).readAll() else { return 0 }
    let signal = unsafe BusSignal(
        path: text(sd_bus_message_get_path(message)), interface: text(sd_bus_message_get_interface(message)),
        member: text(sd_bus_message_get_member(message)), arguments: arguments)
    unsafe Unmanaged<Listener>.fromOpaque(me).takeUnretainedValue().tell(signal)
    return 0
}
