internal import CSystemd

/// Tells the service manager how this process is (sd_notify(3)). Without a `NOTIFY_SOCKET` in the environment nobody
/// asked, and nothing happens. Each answers whether it was told to somebody.
package enum Notify {
    /// The start is over: `Type=notify` units become active.
    @discardableResult
    package static func ready(status: String = "") -> Bool {
        send(["READY=1"] + (status.isEmpty ? [] : ["STATUS=" + line(status)]))
    }

    /// A line for `systemctl status`.
    @discardableResult
    package static func status(_ text: String) -> Bool { send(["STATUS=" + line(text)]) }

    /// The end has begun.
    @discardableResult
    package static func stopping() -> Bool { send(["STOPPING=1"]) }

    /// Starting, stopping or running may take this long from now, whatever the unit's time limits say
    /// (`EXTEND_TIMEOUT_USEC`).
    @discardableResult
    package static func extendTimeout(by duration: Duration) -> Bool {
        send(["EXTEND_TIMEOUT_USEC=\(duration.microseconds)"])
    }

    private static func send(_ lines: [String]) -> Bool {
        unsafe sd_notify(0, lines.joined(separator: "\n")) > 0
    }

    /// A line break would begin another assignment.
    private static func line(_ text: String) -> String {
        String(text.map { $0.isNewline || $0 == "\0" ? " " : $0 })
    }
}
