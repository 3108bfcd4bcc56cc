internal import Host

/// A signal by its name in signal(7): written `KILL`, `SIGKILL`, `kill` or `9`, always read back as `KILL`. A signal
/// without a name of its own (a real-time signal) stays a number.
package struct SignalName: Notation, Codable {
    package let number: Int32

    package init?(number: Int32) {
        guard (1...64).contains(number) else { return nil }
        self.number = number
    }

    package init?(notation text: String) {
        guard let number = signalNumber(text) else { return nil }
        self.number = number
    }

    package static let form = "a signal: a number from 1 to 64, or " + signalNames.joined(separator: ", ")

    package var notation: String {
        let name = signalName(number)
        return name.hasPrefix("SIG") ? String(name.dropFirst(3)) : String(number)
    }

    /// For people: `SIGKILL`, `signal 40`.
    package var title: String { signalName(number) }

    private init(known number: Int32) { self.number = number }

    package static let hangup = SignalName(known: signalNumber("HUP") ?? 1)
    package static let kill = SignalName(known: signalNumber("KILL") ?? 9)
    package static let terminate = SignalName(known: signalNumber("TERM") ?? 15)
    package static let `continue` = SignalName(known: signalNumber("CONT") ?? 18)
    package static let stop = SignalName(known: signalNumber("STOP") ?? 19)
}

extension SignalName {
    /// What the kernel does to a process that neither catches, blocks nor ignores the signal: signal(7), "Standard signals".
    package enum DefaultAction: String, Codable, Sendable { case end, stop, resume, nothing }

    package var defaultAction: DefaultAction {
        switch notation {
        case "CHLD", "URG", "WINCH": .nothing
        case "CONT": .resume
        case "STOP", "TSTP", "TTIN", "TTOU": .stop
        default: .end
        }
    }

    /// Whether a process cannot catch, block or ignore it.
    package var isUncatchable: Bool { notation == "KILL" || notation == "STOP" }

    /// Whether a process that catches it usually ends in its own time: how services are asked to go.
    package var asksToEnd: Bool { ["TERM", "INT", "QUIT"].contains(notation) }

    /// Whether systemd takes an end by this signal for a clean one: systemd.service(5), `Restart=`.
    package var isCleanEnd: Bool { ["HUP", "INT", "TERM", "PIPE"].contains(notation) }
}
