package import Trail

extension Ending.Outcome {
    /// The exit code that stands for it everywhere: in the trail, of `unleash`, of `rollback`.
    package var exitCode: Int32 {
        switch self {
        case .done: 0
        case .failed: 1
        case .aborted, .neverStarted: 4
        case .incomplete: 5
        }
    }
}

extension RollbackCause {
    /// For people, in one line.
    package var sentence: String {
        let told = text.map { ": \($0)" } ?? ""
        return switch kind {
        case .deadline: text ?? "its time is over"
        case .settled: "everything has settled"
        case .requested: "rolled back by hand" + told
        case .signal: "stopped by " + (text ?? "a signal")
        case .halt: "halted" + told
        case .follower, .recover: text ?? "nobody held it any more"
        case .failed: "failed" + told
        case .gate: "a gate closed" + told
        case .steadyState: "steady state deviated" + told
        }
    }
}
