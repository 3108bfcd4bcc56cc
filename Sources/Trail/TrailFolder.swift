internal import Host

/// The directory of the trail, opened and found to be ours alone: what stands in it is undone as root, so nobody else
/// may have put it there.
final class TrailFolder: Sendable {
    let directory: Directory

    init(_ directory: consuming Directory) { self.directory = directory }

    /// Opens it; nil if there is none yet.
    /// - Throws: `TrailError`, also where the directory or its parent is a symbolic link, or may be written to by others.
    static func existing(in state: String) throws -> TrailFolder? {
        do {
            return try TrailFolder(opened(in: state))
        } catch let error as HostError where error.isNotFound {
            return nil
        }
    }

    /// Opens it; makes it and the state directory where they are missing.
    static func made(in state: String) throws -> TrailFolder {
        try Directory.make(state)
        try Directory.make(state + "/trail")
        return try TrailFolder(opened(in: state))
    }

    private static func opened(in state: String) throws -> Directory {
        let parent = try Directory(state)
        try check(parent.status(), path: state, kind: .directory)
        let directory = try Directory(state + "/trail")
        try check(directory.status(), path: directory.path, kind: .directory)
        return directory
    }

    /// The numbers of the segments, in order.
    func segments() throws -> [Int] {
        try directory.names().compactMap(segmentNumber).sorted()
    }

    func has(_ segment: Int) throws -> Bool {
        do {
            _ = try directory.open(segmentName(segment), .read)
            return true
        } catch  where error.isNotFound {
            return false
        }
    }

    func open(_ segment: Int, _ access: LogFile.Access = .read) throws -> SegmentFile {
        let file = try directory.open(segmentName(segment), access)
        try Self.check(file.status(), path: file.path, kind: .file)
        return SegmentFile(file)
    }

    /// Takes the lock that every writer holds, and a reader while it looks where the trail ends.
    /// - Returns: nil for a reader where no writer ever was.
    func lock(_ mode: FileLock.Mode, patience: Duration) throws -> FileLock? {
        do {
            let file = try directory.open("lock", mode == .exclusive ? .openOrMake : .read)
            try Self.check(file.status(), path: file.path, kind: .file)
            return try FileLock(file, mode, patience: patience)
        } catch let error as HostError where error.isNotFound && mode == .shared {
            return nil
        }
    }

    private static func check(_ status: FileStatus, path: String, kind: FileStatus.Kind) throws {
        func unsafe(_ cause: String, _ remedy: String) -> TrailError {
            TrailError(.unsafe, "cannot trust \(path.escapingControlCharacters): \(cause)", remedy: remedy)
        }
        let user = effectiveUser()
        guard status.kind == kind else {
            throw unsafe("it is not a \(kind == .file ? "file" : "directory")", "see who put it there and remove it")
        }
        guard status.owner == user else {
            throw unsafe(
                "it belongs to user \(status.owner), not to user \(user)",
                "see who put it there, and chown it if it is ours")
        }
        guard !status.isWritableByOthers else {
            throw unsafe("others may write to it", "see who did, then chmod go-w")
        }
        guard kind == .directory || status.links <= 1 else {
            throw unsafe("it has \(status.links) names", "see who linked it and remove the other name")
        }
    }
}

/// A segment held open by whoever still reads or writes it.
final class SegmentFile: Sendable {
    let file: LogFile
    init(_ file: consuming LogFile) { self.file = file }
}

/// `00000001.jsonl`
func segmentName(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 8 - digits.count)) + digits + ".jsonl"
}

func segmentNumber(_ name: String) -> Int? {
    guard name.hasSuffix(".jsonl"), let number = Int(name.dropLast(6)), number > 0, segmentName(number) == name else {
        return nil
    }
    return number
}
