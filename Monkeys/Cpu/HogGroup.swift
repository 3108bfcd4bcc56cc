internal import Host
internal import MonkeyKit
internal import Synchronization

/// The hogs of one effect, children of this process. They end with this object, and by themselves with the process.
final class HogGroup: Sendable {
    private struct State {
        var hogs: [ChildProcess?]
        var isOver = false
    }

    private let orders: [HogOrders]
    private let program: [String]
    private let state: Mutex<State>
    let log: LoadLog

    /// - Parameter program: the path of the executable, and words before those of the orders.
    init(_ orders: [HogOrders], program: [String], log: LoadLog) {
        self.orders = orders
        self.program = program
        self.log = log
        state = Mutex(State(hogs: orders.map { _ in nil }))
    }

    deinit {
        // Without a wait: whoever lets go of the group without `end` is about to end as well.
        for hog in state.withLock({ $0.hogs }) { _ = try? hog?.signal(signalKill) }
    }

    /// Starts the hogs that do not run: at the beginning all of them, later those that memory pressure or a restart of
    /// their unit has ended.
    ///
    /// - Returns: those that had ended, to be waited for, which they will not keep anybody with.
    func start() throws(HostError) -> [ChildProcess] {
        try state.withLock { state throws(HostError) in
            var ended: [ChildProcess] = []
            guard !state.isOver else { return [] }
            for place in orders.indices where state.hogs[place]?.hasExited ?? true {
                if let hog = state.hogs[place] { ended.append(hog) }
                state.hogs[place] = nil
                state.hogs[place] = try ChildProcess.start(
                    executable: program.first ?? "/proc/self/exe",
                    arguments: Array(program.dropFirst()) + orders[place].words)
            }
            return ended
        }
    }

    /// Ends them all and takes their exit statuses. After it `start` starts nothing.
    func end() async throws {
        let hogs = state.withLock { state in
            state.isOver = true
            defer { state.hogs = state.hogs.map { _ in nil } }
            return state.hogs.compactMap { $0 }
        }
        for hog in hogs { try hog.signal(signalKill) }
        for hog in hogs { _ = try await hog.waitForExit() }
    }

    var isRunning: Bool { state.withLock { $0.hogs.contains { $0?.hasExited == false } } }
    var identities: [ProcessIdentity] { state.withLock { $0.hogs.compactMap { $0?.identity } } }
}

/// SIGKILL, signal(7).
let signalKill: Int32 = 9
