internal import MonkeyKit

/// What the kill monkey may be told.
enum KillOptions {
    static let signal = Option<SignalName>(
        "signal", "SIGNAL", default: .kill, help: "The signal to send")
    static let all = Option<Bool>(
        "all", default: false, help: "Every process of the unit, not only its main process")
    static let recoverWithin = Option<Span>(
        "recover-within", "TIME", default: .seconds(30), in: .seconds(1) ... .minutes(10),
        help: "How long the supervisor has to bring the unit back; then the rollback starts it")
    static let port = Option<Int>(
        "port", "PORT", in: 1...65535,
        help: "Wait until this TCP port answers, instead of the ports the victims listen on")
    static let probe = Option<Probe>(
        "probe", "URL", help: "Wait until this answers, too: http://HOST[:PORT]/PATH or tcp://HOST:PORT")
    static let irreversible = Option<Bool>(
        "irreversible", default: false, place: .policyOnly,
        help: "Allow to end what nothing can start again, such as a process without a unit")

    static let table = OptionTable([
        OptionDeclaration(signal), OptionDeclaration(all), OptionDeclaration(recoverWithin), OptionDeclaration(port),
        OptionDeclaration(probe), OptionDeclaration(irreversible),
    ])
}
