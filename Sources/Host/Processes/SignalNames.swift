internal import Glibc

/// The signals by the names of signal(7), without the prefix; the numbers of this architecture.
private let signalTable: [(name: String, number: Int32)] = [
    ("HUP", SIGHUP), ("INT", SIGINT), ("QUIT", SIGQUIT), ("ILL", SIGILL), ("TRAP", SIGTRAP), ("ABRT", SIGABRT),
    ("BUS", SIGBUS), ("FPE", SIGFPE), ("KILL", SIGKILL), ("USR1", SIGUSR1), ("SEGV", SIGSEGV), ("USR2", SIGUSR2),
    ("PIPE", SIGPIPE), ("ALRM", SIGALRM), ("TERM", SIGTERM), ("STKFLT", 16), ("CHLD", SIGCHLD), ("CONT", SIGCONT),
    ("STOP", SIGSTOP), ("TSTP", SIGTSTP), ("TTIN", SIGTTIN), ("TTOU", SIGTTOU), ("URG", SIGURG), ("XCPU", SIGXCPU),
    ("XFSZ", SIGXFSZ), ("VTALRM", SIGVTALRM), ("PROF", SIGPROF), ("WINCH", SIGWINCH), ("IO", SIGIO), ("PWR", SIGPWR),
    ("SYS", SIGSYS),
]

/// `SIGTERM` for 15; `signal 40` for those without a name of their own.
package func signalName(_ number: Int32) -> String {
    signalTable.first { $0.number == number }.map { "SIG" + $0.name } ?? "signal \(number)"
}

/// Reads `KILL`, `SIGKILL`, `kill` or `9`; nil for what is no signal, 0 included.
package func signalNumber(_ text: String) -> Int32? {
    if let number = Int32(text) { return (1...64).contains(number) ? number : nil }
    let upper = text.uppercased()
    let name = upper.hasPrefix("SIG") ? String(upper.dropFirst(3)) : upper
    return signalTable.first { $0.name == name }?.number
}

/// Every signal with a name, in the order of numbers, for help texts.
package var signalNames: [String] { signalTable.map(\.name) }
