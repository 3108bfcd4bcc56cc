internal import MonkeyKit
internal import Report
internal import Troop

extension Rehearsal {
    /// For people: the victims, the decision with every reason, every effect with its undo.
    var text: String {
        let victims = decision.targets.map(\.description).joined(separator: ", ")
        var lines = ["dry run of \(monkey): nothing was touched, nothing recorded"]
        lines.append("victims: \(victims.isEmpty ? "none" : escaped(victims)), for \(decision.duration.notation)")
        lines += decisionLines(decision) + planLines(plan, notes: notes)
        if let refusal {
            lines.append("refused: \(escaped(refusal.reason))")
            lines.append("  allowed if: \(escaped(refusal.remedy))")
        }
        return lines.joined(separator: "\n")
    }
}
