internal import Host
package import MonkeyKit

extension KillSignal {
    /// Takes hold of every victim first, asks the last guard, and only then signals: all of them, or none.
    ///
    /// A victim that is gone or whose number is another's is not replaced by somebody else. If all are gone, nothing is
    /// touched and that is a refusal.
    package func apply(_ context: EffectContext) async throws {
        guard strike(context) == nil else { return }
        let guards = try LastGuard(context.host)
        var held: [HeldProcess] = []
        for victim in victims {
            try guards.check(victim, signal: signal)
            if let process = try context.host.processes.hold(victim.process) { held.append(process) }
        }
        guard !held.isEmpty else {
            context.grip.keep(Strike(at: context.host.clock.now, struck: []), as: gripKey)
            throw Refusal(
                "\(summary): none of them is there any more; they ended between the plan and the strike",
                remedy: "try again")
        }
        // Asked of all before any is hit; signal 0 goes through the same permission check (kill(2)).
        for process in held { try process.signal(0) }
        let strike = Strike(at: context.host.clock.now, struck: held)
        context.grip.keep(strike, as: gripKey)
        // One that has ended by itself just now is where the signal would have brought it.
        for process in held { try process.signal(signal.number) }
        try await waitUntilDone(held, context)
    }

    /// The kernel stops and ends processes in its own time; `inspect` is to find it done. One that does neither after
    /// all (it sleeps in the kernel, it has begun to catch the signal) is not waited for: the watch reports it.
    private func waitUntilDone(_ held: [HeldProcess], _ context: EffectContext) async throws {
        let processes = context.host.processes
        let isDone: (HeldProcess) -> Bool
        switch consequence {
        case .stops: isDone = { $0.hasExited || processes.isStopped($0.identity) }
        case .ends: isDone = { $0.hasExited }
        case .asked, .handled, .ignored: return
        }
        let clock = context.host.clock
        let deadline = clock.now.advanced(by: .milliseconds(500))
        while clock.now < deadline, !held.allSatisfy(isDone) {
            try await clock.sleep(until: clock.now.advanced(by: .milliseconds(2)))
        }
    }
}
