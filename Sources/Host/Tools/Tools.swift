internal import Glibc
internal import Subprocess
internal import SystemPackage

/// Runs the host's short tools: an absolute path, an argument vector, a minimal environment, a limit on time and output.
///
/// Once begun, a tool is not cut short when the calling task is cancelled: a rollback that runs in a cancelled task
/// still does its work. Only the time limit ends it.
package struct Tools: Sendable {
    /// Where tools are looked up, in this order; `PATH` of the caller is not asked.
    package static let directories = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"]

    /// The named network namespace (ip-netns(8)) the tools run in, or `nil` for the one of this process.
    package let networkNamespace: String?
    let lookIn: [String]

    package init(networkNamespace: String? = nil) {
        self.init(networkNamespace: networkNamespace, lookIn: Tools.directories)
    }

    init(networkNamespace: String? = nil, lookIn: [String]) {
        self.networkNamespace = networkNamespace
        self.lookIn = lookIn
    }

    /// Where the tool is, or `nil` if none of the directories has one that only root can change.
    package func path(of tool: Tool) -> String? {
        path(named: tool.rawValue)
    }

    func path(named name: String) -> String? {
        lookIn.lazy.map { "\($0)/\(name)" }.first(where: Tools.isTrusted)
    }

    /// Whether the file is an executable that root owns and that neither group nor others may write (stat(2)).
    private static func isTrusted(_ path: String) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFREG && status.st_uid == 0 && status.st_mode & 0o022 == 0
            && status.st_mode & 0o111 != 0
    }

    /// Runs a tool to its end.
    ///
    /// - Parameters:
    ///   - input: what it reads from standard input; nothing by default.
    ///   - limit: how long it may take before it is killed.
    /// - Throws: when the tool is missing, cannot be started, runs out of time or says more than `outputLimit` bytes.
    ///   A status other than zero is not an error here; `check` makes it one.
    package func run(
        _ tool: Tool, _ arguments: [String], input: String? = nil, limit: Duration = .seconds(10)
    ) async throws(HostError) -> ToolResult {
        let command = try command(tool, arguments)
        // A task of its own does not inherit cancellation.
        return try await Task { await command.run(input: input ?? "", limit: limit) }.value.get()
    }

    /// Runs a tool and takes every status but zero for an error, with the tool's own first complaint as its cause.
    @discardableResult
    package func check(
        _ tool: Tool, _ arguments: [String], input: String? = nil, limit: Duration = .seconds(10)
    ) async throws(HostError) -> String {
        let result = try await run(tool, arguments, input: input, limit: limit)
        guard result.succeeded else {
            throw Complaint(result, from: tool).error(about: Tools.words(tool, arguments))
        }
        return result.output
    }

    private func command(_ tool: Tool, _ arguments: [String]) throws(HostError) -> ToolCommand {
        let path = try existingPath(of: tool)
        let words = Tools.words(tool, arguments)
        guard let networkNamespace else { return ToolCommand(path: path, arguments: arguments, words: words) }
        let entry = try existingPath(of: .ip)
        return ToolCommand(
            path: entry, arguments: ["netns", "exec", networkNamespace, path] + arguments, words: words)
    }

    private func existingPath(of tool: Tool) throws(HostError) -> String {
        guard let path = path(of: tool) else {
            throw HostError(
                operation: "run", subject: tool.rawValue,
                cause: "no \(tool.rawValue) that only root can change in \(lookIn.joined(separator: ", "))",
                errno: .noSuchFileOrDirectory, mend: "install the package \(tool.debianPackage)")
        }
        return path
    }

    /// The command line as a person would write it, for messages.
    static func words(_ tool: Tool, _ arguments: [String]) -> String {
        ([tool.rawValue] + arguments).joined(separator: " ")
    }
}
