/// A method call, as data: what is sent where.
struct BusCall: Sendable {
    var destination = Bus.systemd
    var path = "/org/freedesktop/systemd1"
    var interface = "org.freedesktop.systemd1.Manager"
    let member: String
    var arguments: [BusValue] = []
}

/// A signal to listen for; what is empty is not compared.
struct BusMatch: Sendable, Hashable {
    var path: String?
    var interface: String
    var member: String
}

/// A signal that came.
struct BusSignal: Sendable {
    let path: String
    let interface: String
    let member: String
    let arguments: [BusValue]
}

/// Why a call brought no answer.
enum BusFailure: Error, Sendable, Equatable {
    /// The other side answered with an error: its D-Bus name, its text, and the number sd-bus finds for it.
    case refused(name: String, message: String, errno: Int32)
    /// No answer within the time limit.
    case timedOut
    /// The connection ended, or never came about, for this reason (an error number).
    case disconnected(errno: Int32)
    /// The message could not be made or read.
    case malformed(errno: Int32)
    /// The thread of the bus could not be started.
    case noThread(errno: Int32)
}
