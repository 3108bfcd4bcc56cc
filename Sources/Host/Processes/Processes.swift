internal import Glibc
internal import SystemPackage

/// The processes of this machine, as /proc tells; see proc(5).
package struct Processes: Sendable {
    /// Where the proc file system is mounted.
    package let root: String

    package init(root: String = "/proc") {
        self.root = root
    }

    /// Nil if there is no such process.
    /// - Throws: `HostError` if /proc is not there.
    package func facts(of pid: Int32) throws(HostError) -> ProcessFacts? {
        try ProcFolder(root).facts(pid)
    }

    /// Nil if there is no such process, or no /proc to ask.
    package func identity(of pid: Int32) -> ProcessIdentity? {
        guard let stat = (try? ProcFolder(root))?.stat(pid) else { return nil }
        return ProcessIdentity(pid: pid, startTime: stat.startTime)
    }

    /// Every process, in one pass. What ends while we look is left out.
    package func all() throws(HostError) -> [ProcessFacts] {
        let folder = try ProcFolder(root)
        return try folder.pids().compactMap(folder.facts)
    }

    /// The processes a query asks for. Reads of the others no more than it takes to say no.
    package func matching(_ query: ProcessQuery) throws(HostError) -> [ProcessFacts] {
        let folder = try ProcFolder(root)
        return try folder.pids().compactMap { pid in
            if let user = query.user, folder.user(pid) != user { return nil }
            if let fits = query.executable {
                guard let path = folder.executable(pid), fits(path) else { return nil }
            }
            if let fits = query.arguments {
                guard let words = folder.arguments(pid), !words.isEmpty, fits(words) else { return nil }
            }
            // Once more as a whole: the number may have passed to another process between two of the looks above.
            guard let facts = folder.facts(pid), !facts.isKernelThread, query.fits(facts) else { return nil }
            return facts
        }
    }

    /// The named variables of a process' environment as it was at its start, and nothing else of it; empty if it is gone,
    /// another process, or not ours to look at.
    package func environment(of identity: ProcessIdentity, names: [String]) -> [String: String] {
        guard let folder = try? ProcFolder(root) else { return [:] }
        let found: [String: String]? = folder.with(identity.pid, "environ") { bytes in
            var found: [String: String] = [:]
            for entry in bytes.split(separator: 0) {
                guard let equals = entry.firstIndex(of: UInt8(ascii: "=")) else { continue }
                for name in names where entry[..<equals].elementsEqual(name.utf8) && found[name] == nil {
                    found[name] = String(decoding: entry[entry.index(after: equals)...], as: UTF8.self)
                }
            }
            return found
        }
        return folder.stat(identity.pid)?.startTime == identity.startTime ? found ?? [:] : [:]
    }

    /// The process, its parent, and so on up to PID 1.
    package func ancestors(of pid: Int32) -> [ProcessIdentity] {
        guard let folder = try? ProcFolder(root) else { return [] }
        var line: [ProcessIdentity] = []
        var next = pid
        while next > 0, let stat = folder.stat(next), !line.contains(where: { $0.pid == next }) {
            line.append(ProcessIdentity(pid: next, startTime: stat.startTime))
            next = stat.parent
        }
        return line
    }

    /// Takes hold of a process, so that its number can mean no other: pidfd_open(2), then the start time is read again.
    /// Nil if it is gone or the number is another's by now.
    package func hold(_ identity: ProcessIdentity) throws(HostError) -> HeldProcess? {
        try HeldProcess(identity, in: self)
    }
}

/// Which processes are wanted: all that is given must hold.
package struct ProcessQuery: Sendable {
    /// The effective user.
    package var user: UInt32?
    /// Over the path of the executable.
    package var executable: (@Sendable (String) -> Bool)?
    /// Over the words of the command line, the zeroth included.
    package var arguments: (@Sendable ([String]) -> Bool)?

    package init(
        user: UInt32? = nil, executable: (@Sendable (String) -> Bool)? = nil,
        arguments: (@Sendable ([String]) -> Bool)? = nil
    ) {
        self.user = user
        self.executable = executable
        self.arguments = arguments
    }

    /// Whether the process is wanted. One without a command line fits no condition on it.
    package func fits(_ facts: ProcessFacts) -> Bool {
        if let user, user != facts.userID { return false }
        if let executable {
            guard let path = facts.executable, executable(path) else { return false }
        }
        if let arguments {
            guard !facts.arguments.isEmpty, arguments(facts.arguments) else { return false }
        }
        return true
    }
}
