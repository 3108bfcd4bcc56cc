internal import MonkeyKit

/// What the unit says about being started again: systemd.service(5), `Restart=`, table "Exit causes and the effect of
/// the Restart= settings". `RestartPreventExitStatus=` and its relatives are not read: this speaks before the strike,
/// the watch afterwards says what happened.
enum RestartRule: String, Codable, Hashable, Sendable, CaseIterable {
    case no, always
    case onSuccess = "on-success"
    case onFailure = "on-failure"
    case onAbnormal = "on-abnormal"
    case onAbort = "on-abort"
    case onWatchdog = "on-watchdog"

    /// How a main process came to its end.
    enum Cause: Hashable, Sendable, CaseIterable { case cleanExit, failureExit, cleanSignal, deadlySignal }

    func covers(_ cause: Cause) -> Bool {
        switch self {
        case .no, .onWatchdog: false
        case .always: true
        case .onSuccess: cause == .cleanExit || cause == .cleanSignal
        case .onFailure: cause == .failureExit || cause == .deadlySignal
        case .onAbnormal, .onAbort: cause == .deadlySignal
        }
    }

    /// The ends that the signal may bring about. A process that catches it exits with a code of its own choosing.
    /// For `Type=oneshot` no signal is a clean end.
    static func causes(of signal: SignalName, _ consequence: Consequence, isOneshot: Bool) -> Set<Cause> {
        switch consequence {
        case .ends: [signal.isCleanEnd && !isOneshot ? .cleanSignal : .deadlySignal]
        case .asked: [.cleanExit, .failureExit, signal.isCleanEnd && !isOneshot ? .cleanSignal : .deadlySignal]
        case .stops, .handled, .ignored: []
        }
    }
}
