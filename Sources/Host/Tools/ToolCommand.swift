internal import CHost
internal import Glibc
internal import Subprocess
internal import SystemPackage

/// One run of one tool, ready to go.
struct ToolCommand: Sendable {
    /// More output than this is an error: no tool this program runs has a reason to say more.
    static let outputLimit = 32 << 20

    let path: String
    let arguments: [String]
    /// What messages call it.
    let words: String

    /// Starts the tool, feeds it, waits for its end and kills it when the time is up.
    func run(input: String, limit: Duration) async -> Result<ToolResult, HostError> {
        await withTaskGroup(of: Result<ToolResult, HostError>?.self) { group in
            group.addTask { await finish(input: input) }
            group.addTask {
                // nil: the time is up. Cancelled, when the tool was quicker.
                try? await Task.sleep(for: limit)
                return nil
            }
            let first = await group.next() ?? nil
            // Kills the tool if the time was up: Subprocess ends the process of a cancelled task.
            group.cancelAll()
            return first ?? .failure(timeUp(after: limit))
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

    private func timeUp(after limit: Duration) -> HostError {
        HostError(
            operation: "run", subject: words, cause: "it had not ended after \(limit) and was killed", errno: .timedOut)
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
