internal import Host
internal import MonkeyKit
internal import Report
internal import Synchronization
internal import Trail

/// Tells an attack as it happens: what the trail says, and on a terminal the time left.
final class Narrator: Sendable {
    private struct State {
        var isActive = false
        var lastTick: UInt64 = 0
    }

    private let json: Bool
    private let showsProgress: Bool
    private let state = Mutex(State())

    init(json: Bool, isTerminal: Bool) {
        self.json = json
        showsProgress = isTerminal && !json
    }

    var isActive: Bool { state.withLock { $0.isActive } }

    func tell(_ record: TrailRecord, intent: Intent) {
        if json { return printLine(record.text) }
        endProgress()
        switch record.event() {
        case .intent:
            printLine(
                "\(intent.attack): \(intent.monkey) on \(targets(intent)), at most \(intent.duration.notation); the undo is recorded"
            )
            for note in intent.notes { printLine("  note: \(escaped(note))") }
        case .active(_, let active):
            state.withLock { $0.isActive = true }
            printLine("active after \(Span(nanoseconds: Int64(clamping: active.nanoseconds)).rounded)")
            for effect in intent.plan { printLine("  \(escaped(effect.summary))") }
        case .measured(_, let measurement): printLine("measured \(escaped(measurement.description))")
        case .rollback: printLine("rolling back")
        case .ended(_, let ending):
            printLine("\(ending.outcome.rawValue): \(escaped(ending.text))")
            for what in ending.foreign { printLine("  left alone, not ours: \(escaped(what))") }
            for step in ending.person { printLine("  to do by hand: \(escaped(step))") }
        case .step(_, let step) where step.phase == .failed: printLine("failed: \(escaped(step.text ?? ""))")
        default: break
        }
    }

    /// The time left, at most four times a second.
    func tick(_ intent: Intent, now: BootClock.Instant) {
        guard showsProgress else { return }
        let isDue = state.withLock { state in
            guard state.isActive, now.nanoseconds > state.lastTick + 250_000_000 else { return false }
            state.lastTick = now.nanoseconds
            return true
        }
        guard isDue, intent.deadline > now.nanoseconds else { return }
        let left = Double(intent.deadline - now.nanoseconds) / 1e9
        printProgress("\(intent.monkey) on \(targets(intent)): \(Int(left.rounded(.up)))s left, Ctrl-C rolls back")
    }

    private func targets(_ intent: Intent) -> String {
        escaped(intent.decision.targets.map(\.description).joined(separator: ", "))
    }
}
