internal import CSystemd
internal import Glibc
internal import SystemPackage

/// A call on its way; finished at most once: by the answer, by the time limit or by the end of the connection.
@safe final class PendingCall {
    private var slot: OpaquePointer?
    var whenDone: ((PendingCall, Result<[BusValue], BusFailure>) -> Void)?

    /// Sends the call (sd_bus_call_async(3)); without a time limit of sd-bus' own, which does not begin to run before the
    /// bus has let us in.
    init(_ call: BusCall, on bus: OpaquePointer) throws(BusFailure) {
        var message: OpaquePointer?
        let made = unsafe sd_bus_message_new_method_call(
            bus, &message, call.destination, call.path, call.interface, call.member)
        guard made >= 0, let message = unsafe message else { throw PendingCall.failure(made) }
        defer { _ = unsafe sd_bus_message_unref(message) }
        do throws(BusMessage.Failure) {
            for value in call.arguments { try unsafe BusMessage(message).append(value) }
        } catch {
            throw .malformed(errno: error.errno.rawValue)
        }
        // The object outlives its slot: it lets go of the slot before it goes, and a slot without owner calls nobody.
        let me = unsafe Unmanaged.passUnretained(self).toOpaque()
        let sent = unsafe sd_bus_call_async(bus, &slot, message, answered, me, .max)
        if sent < 0 { throw PendingCall.failure(sent) }
    }

    deinit {
        _ = unsafe sd_bus_slot_unref(slot)
    }

    func finish(_ result: Result<[BusValue], BusFailure>) {
        guard let whenDone else { return }
        self.whenDone = nil
        whenDone(self, result)
    }

    private static func failure(_ result: Int32) -> BusFailure {
        switch -result {
        case ENOTCONN, ECONNRESET, EPIPE, ESHUTDOWN: .disconnected(errno: -result)
        default: .malformed(errno: -result)
        }
    }
}

private func answered(
    _ message: OpaquePointer?, _ me: UnsafeMutableRawPointer?, _ error: UnsafeMutablePointer<sd_bus_error>?
) -> Int32 {
    guard let message = unsafe message, let me = unsafe me else { return 0 }
    let call = unsafe Unmanaged<PendingCall>.fromOpaque(me).takeUnretainedValue()
    call.finish(unsafe result(of: message))
    return 1
}

private func result(of message: OpaquePointer) -> Result<[BusValue], BusFailure> {
    if let error = unsafe sd_bus_message_get_error(message) {
        let name = unsafe error.pointee.name.map { unsafe String(cString: $0) } ?? ""
        let text = unsafe error.pointee.message.map { unsafe String(cString: $0) } ?? ""
        let number = unsafe sd_bus_message_get_errno(message)
        // What sd-bus makes up for calls that are open when the connection ends, and what a bus says when the other side
        // went away.
        if name == "org.freedesktop.DBus.Error.NoReply" { return .failure(.disconnected(errno: ECONNRESET)) }
        return .failure(.refused(name: name, message: text, errno: number))
    }
    do throws(BusMessage.Failure) {
        return .success(try unsafe BusMessage(message).readAll())
    } catch {
        return .failure(.malformed(errno: error.errno.rawValue))
    }
}

extension Duration {
    /// Whole microseconds, at least one.
    var microseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 1 }
        let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000)
        return overflow ? .max - 1 : max(1, whole + UInt64(attoseconds / 1_000_000_000_000))
    }
}
