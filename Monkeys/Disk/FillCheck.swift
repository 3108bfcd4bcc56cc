internal import Host
internal import MonkeyKit

/// Whether a filesystem may be filled, found out before anything is touched.
struct FillCheck {
    let place: FillPlace
    let space: Space
    private let device: UInt64

    /// - Throws: `Refusal` if the directory cannot be reached safely or is not in the target's filesystem.
    init(target: String, directory: String) throws {
        let open = try Self.open(directory)
        place = try FillPlace(directory)
        space = try open.descriptor.space()
        device = try open.descriptor.status().device
        guard try Descriptor.openDirectoryWithoutLinks(target).descriptor.status().device == device else {
            throw Refusal(
                "disk on \(escaped(target)): \(escaped(directory)) is on another filesystem",
                remedy: "give --path a directory inside \(escaped(target))")
        }
    }

    private static func open(_ directory: String) throws -> HeldDescriptor {
        do {
            return try Descriptor.openDirectoryWithoutLinks(directory)
        } catch {
            guard error.isSymbolicLink || error.isNotFound || error.isNotDirectory else { throw error }
            throw Refusal(
                "disk on \(escaped(directory)): \(error.cause.lowercased())",
                remedy: "name a directory by a path without symbolic links")
        }
    }

    private var subject: String { "disk on \(escaped(place.mountPoint))" }

    func allows(_ goal: FillGoal, trail: String, evenTrail: Bool) throws {
        try kindAllows(goal)
        if !evenTrail, try holds(trail) {
            throw Refusal(
                "\(subject): the trail is on it (\(escaped(trail)))",
                remedy: "put the trail elsewhere, or let the policy say monkeys.disk.trailFilesystem: true")
        }
        try roomAllows(goal)
    }

    private func kindAllows(_ goal: FillGoal) throws {
        switch FilesystemKind(type: place.type) {
        case .local: break
        case .memory: try memoryAllows(goal)
        case .shared:
            throw Refusal(
                "\(subject): \(place.type) may be shared with other hosts, and this host only is agreed on",
                remedy: "unleash on the host whose disk it is")
        case .other:
            throw Refusal(
                "\(subject): \(place.type) is not a filesystem that can be filled", remedy: "name one on a disk")
        }
        if space.isReadOnly {
            throw Refusal("\(subject): it is mounted read-only", remedy: "mount it writable, or name another")
        }
    }

    private func roomAllows(_ goal: FillGoal) throws {
        let missing = goal.missing(in: space, held: 0)
        let percent = Percent((space.percent * 100).rounded() / 100).notation
        if missing < space.blockSize {
            throw Refusal("\(subject): it is already \(percent) full", remedy: "ask for more than there is now")
        }
        if missing > space.availableBytes {
            let there = ByteCount(space.availableBytes).rounded
            throw Refusal("\(subject): only \(there) are available", remedy: "ask for at most \(there)")
        }
    }

    /// A tenth of the memory stays, else the host would kill processes that nobody agreed to.
    private func memoryAllows(_ goal: FillGoal) throws {
        let lines = try readText("/proc/meminfo").split(separator: "\n")
        func bytes(_ name: String) -> Int64? {
            lines.first { $0.hasPrefix("\(name):") }
                .flatMap { Int64($0.split(separator: " ")[1]) }.map { $0 << 10 }
        }
        guard let total = bytes("MemTotal"), let available = bytes("MemAvailable") else {
            throw Refusal("\(subject): the free memory is not known", remedy: "name a filesystem on a disk")
        }
        let allowed = max(0, available - total / 10)
        guard goal.missing(in: space, held: 0) <= allowed else {
            throw Refusal(
                "\(subject): it is in memory, and a tenth of the memory has to stay free",
                remedy: "ask for at most \(ByteCount(allowed).rounded)")
        }
    }

    /// Whether what a directory holds, or will hold, draws on the same space.
    func holds(_ directory: String) throws -> Bool {
        let other = try nearest(directory)
        if try other.descriptor.status().device == device { return true }
        let type = try other.descriptor.mount().type
        guard FilesystemKind.pooled.contains(type) || FilesystemKind.pooled.contains(place.type) else { return false }
        // Subvolumes and layers have device numbers of their own, and the counts of what they draw on.
        let theirs = try other.descriptor.space()
        return theirs.blocks * theirs.blockSize == space.blocks * space.blockSize
    }

    /// The directory, or the first above it that is there.
    private func nearest(_ directory: String) throws(HostError) -> HeldDescriptor {
        do {
            return HeldDescriptor(try Descriptor.openForReading(directory))
        } catch {
            guard error.isNotFound, directory != "/" else { throw error }
            return try nearest("/" + directory.split(separator: "/").dropLast().joined(separator: "/"))
        }
    }

    func notes(trail: String) throws -> [String] {
        var notes: [String] = []
        if place.type == "tmpfs" { notes.append("\(place.mountPoint) is in memory: filling it takes memory") }
        if place.mountPoint == "/" {
            notes.append("/ is what the whole host runs on: logs, logins and services write to it")
        }
        if try holds(trail) {
            notes.append("the trail is on \(place.mountPoint): it goes on in the space it has reserved")
        }
        return notes
    }
}
