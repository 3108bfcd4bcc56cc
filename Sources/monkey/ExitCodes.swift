internal import ArgumentParser
internal import Trail

/// The exit codes of the program, decided in one place. They are promised to scripts.
enum Exit: Int32, CaseIterable {
    case done = 0
    case failed = 1
    case deviated = 2
    case refused = 3
    case aborted = 4
    case incomplete = 5
    case usage = 64

    /// As help and the man page list them.
    var meaning: String {
        switch self {
        case .done: "done"
        case .failed: "failed, rolled back"
        case .deviated: "steady state deviated"
        case .refused: "refused, nothing touched"
        case .aborted: "aborted by halt, gate or signal, rolled back"
        case .incomplete: "rollback incomplete, a person is needed"
        case .usage: "wrong usage"
        }
    }

    init(_ outcome: Ending.Outcome) {
        self =
            switch outcome {
            case .done: .done
            case .failed: .failed
            case .aborted, .neverStarted: .aborted
            case .incomplete: .incomplete
            }
    }

    var code: ExitCode { ExitCode(rawValue) }
}
