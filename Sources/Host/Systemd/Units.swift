internal import CSystemd
internal import Glibc
internal import SystemPackage

/// systemd, over D-Bus (org.freedesktop.systemd1(5)): the system bus or, where there is none, systemd's own socket.
///
/// The connection is made with the first call, on a thread of its own, and again with the first call after it was lost.
/// Every call has a time limit. Nothing here waits for anything but systemd's own answers and signals.
package actor Units {
    /// Whether this host was booted with systemd (sd_booted(3)).
    package nonisolated static var isSystemdPID1: Bool { sd_booted() > 0 }

    private let address: String?
    let answerLimit: Duration
    private var thread: BusThread?

    /// - Parameters:
    ///   - address: a D-Bus address without a bus in between, such as systemd's own socket
    ///     `unix:path=/run/systemd/private`; `nil` for the system bus, and that socket where there is no bus.
    ///   - answerLimit: how long systemd may take to answer; jobs have limits of their own.
    package init(address: String? = nil, answerLimit: Duration = .seconds(25)) {
        self.address = address
        self.answerLimit = answerLimit
    }

    deinit {
        thread?.stop()
    }

    /// The thread of the bus, started when it is first needed.
    func bus(for purpose: Purpose) throws(HostError) -> BusThread {
        if let thread { return thread }
        do throws(BusFailure) {
            let started = try BusThread(address: address)
            thread = started
            return started
        } catch {
            throw purpose.error(error, limit: answerLimit)
        }
    }

    /// What a call is for, to say it in an error.
    struct Purpose: Sendable {
        let operation: String
        let subject: String

        init(_ operation: String, _ subject: String) {
            self.operation = operation
            self.subject = subject
        }
    }

    /// Calls and waits for the answer.
    ///
    /// - Parameters:
    ///   - reading: the call changes nothing, so when the connection turns out to be lost it is made again, once.
    ///   - limit: how long the answer may take; `nil` for the usual time.
    @discardableResult
    func call(
        _ call: BusCall, for purpose: Purpose, reading: Bool = false, limit: Duration? = nil
    ) async throws(HostError) -> [BusValue] {
        let limit = limit ?? answerLimit
        var result = try await send(call, for: purpose, limit: limit)
        if reading, case .failure(.disconnected) = result { result = try await send(call, for: purpose, limit: limit) }
        switch result {
        case .success(let values): return values
        case .failure(let failure): throw purpose.error(failure, limit: limit)
        }
    }

    private func send(
        _ call: BusCall, for purpose: Purpose, limit: Duration
    ) async throws(HostError) -> Result<[BusValue], BusFailure> {
        let bus = try bus(for: purpose)
        return await withCheckedContinuation { continuation in
            bus.perform { bus in
                bus.call(call, limit: limit) { continuation.resume(returning: $0) }
            }
        }
    }
}

extension Units.Purpose {
    func error(_ failure: BusFailure, limit: Duration = .zero) -> HostError {
        let cause: String
        var errno: Errno?
        var mend: String?
        switch failure {
        case .refused(let name, let message, let number):
            cause = message.isEmpty ? name : message
            errno = Self.errno(of: name) ?? (number > 0 ? Errno(rawValue: number) : nil)
            if errno == .permissionDenied { mend = "run as root" }
        case .timedOut:
            cause = "systemd did not answer within \(limit)"
            errno = .timedOut
        case .disconnected(let number):
            cause = "no connection to systemd over D-Bus: \(Errno(rawValue: number))"
            errno = Errno(rawValue: number)
            mend = "see that systemd is PID 1 and that dbus.service runs"
        case .malformed(let number):
            cause = "the message cannot be made or read: \(Errno(rawValue: number))"
            errno = Errno(rawValue: number)
        case .noThread(let number):
            cause = "no thread for the bus could be started: \(Errno(rawValue: number))"
            errno = Errno(rawValue: number)
        }
        return HostError(operation: operation, subject: subject, cause: cause, errno: errno, mend: mend)
    }

    /// systemd's own error names (src/libsystemd/sd-bus/bus-common-errors.h) that callers have to tell apart; the public
    /// library has no numbers for them.
    private static func errno(of name: String) -> Errno? {
        switch name {
        case "org.freedesktop.systemd1.NoSuchUnit", "org.freedesktop.DBus.Error.UnknownObject": .noSuchFileOrDirectory
        case "org.freedesktop.systemd1.UnitExists": .fileExists
        case "org.freedesktop.systemd1.NoSuchProcess", "org.freedesktop.DBus.Error.UnixProcessIdUnknown": .noSuchProcess
        case "org.freedesktop.DBus.Error.AccessDenied", "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired":
            .permissionDenied
        case "org.freedesktop.DBus.Error.InvalidArgs": .invalidArgument
        default: nil
        }
    }
}
