internal import SystemPackage

/// What a tool wrote to standard error, read for the one sentence that matters.
///
/// `ip` and `tc` say `Error: …` (the kernel's extended acknowledgement), `RTNETLINK answers: …` or a line of their own,
/// and in batch mode `Command failed -:N` behind it; `nft` says `/dev/stdin:L:C-C: Error: …` and quotes the line.
struct Complaint: Sendable, Equatable {
    let tool: Tools.Tool
    /// The sentence, without the tool's own prefixes.
    let cause: String
    /// The error number, where the sentence is one of the system's texts.
    let errno: Errno?
    /// In batch mode, the number of the line that failed, from 1.
    let line: Int?

    init(_ result: ToolResult, from tool: Tools.Tool) {
        self.tool = tool
        let lines = result.errors.split(separator: "\n").map(String.init)
        let said = lines.first { !Complaint.noise.contains($0) && !$0.hasPrefix(Complaint.batch) }
        let sentence = said.map(Complaint.stripped) ?? "it ended with status \(result.status)"
        cause = sentence
        errno = Complaint.numbers.first { sentence.contains($0.text) }?.errno
        line =
            lines.lazy.filter { $0.hasPrefix(Complaint.batch) }.compactMap {
                $0.split(separator: ":").last.flatMap { Int($0) }
            }.first
    }

    func error(about subject: String) -> HostError {
        HostError(operation: "run", subject: subject, cause: cause, errno: errno, mend: mend)
    }

    private var mend: String? {
        switch errno {
        case .notPermitted: "run as root, with CAP_NET_ADMIN"
        default: nil
        }
    }

    private static let batch = "Command failed "
    private static let noise: Set<String> = ["We have an error talking to the kernel"]
    private static let prefixes = ["RTNETLINK answers: ", "Error: "]

    private static func stripped(_ line: String) -> String {
        // nft: `/dev/stdin:2:12-14: Error: text`
        if let range = line.firstRange(of: ": Error: ") { return String(line[range.upperBound...]) }
        for prefix in prefixes where line.hasPrefix(prefix) { return String(line.dropFirst(prefix.count)) }
        return line
    }

    /// Texts of the system and of the kernel's acknowledgements (net/sched, net/core/rtnetlink.c) that callers have to
    /// tell apart: it is not there, it is there already, we may not, there is no way.
    private static let numbers: [(text: String, errno: Errno)] = [
        ("Cannot find device", .operationNotSupportedByDevice), ("No such device", .operationNotSupportedByDevice),
        ("does not exist", .operationNotSupportedByDevice), ("No such file or directory", .noSuchFileOrDirectory),
        ("Cannot find specified", .noSuchFileOrDirectory), ("Filter with specified", .noSuchFileOrDirectory),
        ("Specified filter handle not found", .noSuchFileOrDirectory), ("Invalid handle", .noSuchFileOrDirectory),
        ("File exists", .fileExists), ("Exclusivity flag on", .fileExists), ("Operation not permitted", .notPermitted),
        ("Device or resource busy", .resourceBusy), ("Invalid argument", .invalidArgument),
        ("Network is unreachable", .networkUnreachable), ("No route to host", .noRouteToHost),
    ]
}
