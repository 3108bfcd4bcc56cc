/// How a job of systemd ended (org.freedesktop.systemd1(5), "JobRemoved").
package enum JobResult: String, Sendable, Hashable, Codable {
    case done, canceled, timeout, failed, dependency, skipped, assert, unsupported, collected, once
}

/// One job somebody waits for, on the thread of the bus: the signal that jobs end is listened for before the call that
/// makes the job, so that not even a job that ends at once is missed.
final class JobWait {
    typealias Outcome = Result<JobResult, BusFailure>

    private let bus: Bus
    private var listener: ObjectIdentifier?
    private var timer: UInt64?
    private var job: String?
    private var ended: [String: JobResult] = [:]
    private var whenDone: ((Outcome) -> Void)?

    private init(_ bus: Bus, whenDone: @escaping (Outcome) -> Void) {
        self.bus = bus
        self.whenDone = whenDone
    }

    /// Makes the call, whose answer is the path of a job, and waits for the end of that job. `limit` is for all of it.
    static func run(_ call: BusCall, on bus: Bus, limit: Duration, whenDone: @escaping (Outcome) -> Void) {
        let wait = JobWait(bus, whenDone: whenDone)
        do throws(BusFailure) {
            wait.listener = try bus.listen(
                BusMatch(
                    path: "/org/freedesktop/systemd1", interface: "org.freedesktop.systemd1.Manager",
                    member: "JobRemoved")
            ) {
                wait.heard($0)
            } lost: {
                wait.finish(.failure($0))
            }
        } catch {
            return wait.finish(.failure(error))
        }
        wait.timer = bus.after(limit) { wait.finish(.failure(.timedOut)) }
        // Signals are sent only while somebody has subscribed; a second subscription is refused and changes nothing.
        bus.call(BusCall(member: "Subscribe"), limit: limit) { _ in }
        bus.call(call, limit: limit) { wait.answered($0) }
    }

    private func answered(_ answer: Result<[BusValue], BusFailure>) {
        switch answer {
        case .failure(let failure): finish(.failure(failure))
        case .success(let values):
            guard let path = values.first?.text else { return finish(.failure(.malformed(errno: 0))) }
            job = path
            if let result = ended[path] { finish(.success(result)) }
        }
    }

    /// `JobRemoved(u id, o job, s unit, s result)`
    private func heard(_ signal: BusSignal) {
        guard signal.arguments.count >= 4, let path = signal.arguments[1].text, let text = signal.arguments[3].text
        else { return }
        let result = JobResult(rawValue: text) ?? .failed
        if path == job { finish(.success(result)) } else if job == nil { ended[path] = result }
    }

    private func finish(_ outcome: Outcome) {
        guard let whenDone else { return }
        self.whenDone = nil
        if let listener { bus.forget(listener) }
        if let timer { bus.cancel(timer) }
        whenDone(outcome)
    }
}
