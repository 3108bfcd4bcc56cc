internal import Host
internal import MonkeyKit

/// What a process does with signals, as /proc/PID/status says it: proc_pid_status(5), `SigBlk`, `SigIgn`, `SigCgt`.
struct SignalMasks: Hashable {
    /// Bit n−1 stands for signal n.
    var blocked: UInt64 = 0
    var ignored: UInt64 = 0
    var caught: UInt64 = 0
    /// The state letter: `S`, `R`, `T` (stopped), `Z`, …
    var state: Character = "S"

    init() {}

    /// Reads the lines of `/proc/PID/status`; nil where one is missing or is not a mask.
    init?(status text: String) {
        var found = 0
        for line in text.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == "\t" || $0 == " " }
            switch line[..<colon] {
            case "State":
                guard let letter = value.first else { return nil }
                state = letter
            case "SigBlk":
                guard let mask = UInt64(value, radix: 16) else { return nil }
                blocked = mask
            case "SigIgn":
                guard let mask = UInt64(value, radix: 16) else { return nil }
                ignored = mask
            case "SigCgt":
                guard let mask = UInt64(value, radix: 16) else { return nil }
                caught = mask
            default: continue
            }
            found += 1
        }
        guard found == 4 else { return nil }
    }

    var isStopped: Bool { state == "T" || state == "t" }

    /// What the signal will do to this process, as far as it can be known before.
    func consequence(of signal: SignalName) -> Consequence {
        let bit = UInt64(1) << UInt64(signal.number - 1)
        if !signal.isUncatchable {
            if blocked & bit != 0 { return .ignored }
            if ignored & bit != 0, signal.defaultAction != .resume { return .ignored }
            if caught & bit != 0 { return signal.asksToEnd ? .asked : .handled }
        }
        switch signal.defaultAction {
        case .end: return .ends
        case .stop: return .stops
        case .resume: return .handled
        case .nothing: return .ignored
        }
    }
}

/// What a signal does to a process.
enum Consequence: String, Codable, Hashable, Sendable {
    /// The kernel ends it.
    case ends
    /// It catches a signal that asks it to go; nothing forces it to.
    case asked
    /// The kernel stops it until SIGCONT.
    case stops
    /// It does with it whatever it likes and lives on: a reload, a log rotation. SIGCONT too.
    case handled
    /// Nothing: ignored, blocked, or nothing by default.
    case ignored

    /// Whether the process is expected to be gone afterwards.
    var isEnd: Bool { self == .ends || self == .asked }
}
