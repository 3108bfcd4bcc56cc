internal import CHost
internal import Glibc
internal import Subprocess
internal import Synchronization
internal import SystemPackage

/// One run of one tool, ready to go.
struct ToolCommand: Sendable {
    /// More output than this is an error: no tool this program runs has a reason to say more.
    static let outputLimit = 32 << 20

    let path: String
    let arguments: [String]
    /// What messages call it.
    let words: String

    /// Starts the tool, feeds it, waits for its end and kills it when the time is up. One that cannot be killed (state `D`,
    /// proc(5)) is left behind: who waits is told all the same.
    func run(input: String, limit: Duration) async -> Result<ToolResult, HostError> {
        let race = Race()
        return await withCheckedContinuation { continuation in
            race.begin(continuation)
            let work = Task { race.end(await finish(input: input), ifLate: timeUp(after: limit, "was killed")) }
            race.clock = Task {
                guard (try? await Task.sleep(for: limit)) != nil else { return }
                race.isLate = true
                // Subprocess kills the process of a cancelled task.
                work.cancel()
                guard (try? await Task.sleep(for: .seconds(2))) != nil else { return }
                race.end(.failure(timeUp(after: limit, "cannot be killed")), ifLate: nil)
            }
        }
    }

    private func finish(input: String) async -> Result<ToolResult, HostError> {
        do {
            let source = try Descriptor.inMemory(holding: input, for: words)
            let result = try await Subprocess.run(
                .path(FilePath(path)), arguments: Arguments(arguments),
                environment: .custom(["LC_ALL": "C", "PATH": Tools.directories.joined(separator: ":")]),
                workingDirectory: FilePath("/"),
                input: .fileDescriptor(FileDescriptor(rawValue: source.number), closeAfterSpawningProcess: false),
                output: .string(limit: ToolCommand.outputLimit), error: .string(limit: ToolCommand.outputLimit))
            let status: Int32 =
                switch result.terminationStatus {
                case .exited(let code): code
                case .signaled(let signal): 128 + signal
                }
            return .success(
                ToolResult(status: status, output: result.standardOutput, errors: result.standardError))
        } catch let error as HostError {
            return .failure(error)
        } catch let error as SubprocessError {
            return .failure(
                HostError(
                    operation: "run", subject: words, cause: error.description, errno: error.underlyingError))
        } catch {
            return .failure(HostError(operation: "run", subject: words, cause: "\(error)"))
        }
    }

    private func timeUp(after limit: Duration, _ end: String) -> HostError {
        HostError(
            operation: "run", subject: words, cause: "it had not ended after \(limit) and \(end)", errno: .timedOut)
    }
}

/// The tool against the clock; the first to end speaks.
private final class Race: Sendable {
    private struct State {
        var waiting: CheckedContinuation<Result<ToolResult, HostError>, Never>?
        var clock: Task<Void, Never>?
        var isLate = false
    }

    private let state = Mutex(State())

    func begin(_ continuation: CheckedContinuation<Result<ToolResult, HostError>, Never>) {
        state.withLock { $0.waiting = continuation }
    }

    /// The tool may have ended before the clock is known: then it is stopped at once.
    var clock: Task<Void, Never>? {
        get { state.withLock { $0.clock } }
        set {
            let isOver = state.withLock { state in
                state.clock = newValue
                return state.waiting == nil
            }
            if isOver { newValue?.cancel() }
        }
    }

    var isLate: Bool {
        get { state.withLock { $0.isLate } }
        set { state.withLock { $0.isLate = newValue } }
    }

    func end(_ result: Result<ToolResult, HostError>, ifLate: HostError?) {
        let (waiting, clock, isLate) = state.withLock { state in
            defer { state.waiting = nil }
            return (state.waiting, state.clock, state.isLate)
        }
        clock?.cancel()
        if isLate, let ifLate {
            waiting?.resume(returning: .failure(ifLate))
        } else {
            waiting?.resume(returning: result)
        }
    }
}

extension Descriptor {
    /// A file in memory (memfd_create(2)) that holds the text and is read from its beginning: a tool that ends without
    /// reading it all breaks no pipe, so nothing here meets SIGPIPE.
    fileprivate static func inMemory(holding text: String, for subject: String) throws(HostError) -> Descriptor {
        let number = try errnoChecked(operation: "make the input of", subject: subject) {
            unsafe chost_memory_file("input")
        }
        let file = Descriptor(owning: number)
        try file.writeAll(Array(text.utf8))
        try errnoChecked(operation: "make the input of", subject: subject) { lseek(number, 0, SEEK_SET) }
        return file
    }
}
