internal import Host
internal import MonkeyKit

/// What stands under the name.
enum Found {
    case ours(in: HeldDescriptor)
    case nothing
    /// Not our file: what, in one line.
    case other(String)
    /// The filesystem is not mounted where it was, so nobody can tell.
    case unreachable(String)
}

extension VisibleFillEffect {
    /// - Parameter held: our file, where this process has it open: then only this very file is ours.
    func look(held: FillFile?) throws -> Found {
        do {
            return try find(in: Descriptor.openDirectoryWithoutLinks(place.directory), held: held)
        } catch let error as HostError where error.isNotFound || error.isNotDirectory {
            return missing()
        } catch let error as HostError where error.isSymbolicLink {
            return .other("a symbolic link has come into the path \(escaped(place.directory))")
        }
    }

    func find(in directory: HeldDescriptor, held: FillFile?) throws -> Found {
        do throws(HostError) {
            guard let entry = try directory.descriptor.openEntry(name) else { return missing() }
            if let reason = try whyNotOurs(entry, held: held) { return .other("\(escaped(path)) \(reason)") }
            return .ours(in: directory)
        } catch {
            if error.isSymbolicLink { return .other("\(escaped(path)) is a symbolic link") }
            if error.isNoDevice { return .other("\(escaped(path)) is a socket or a device") }
            throw error
        }
    }

    private func whyNotOurs(_ entry: HeldDescriptor, held: FillFile?) throws(HostError) -> String? {
        let status = try entry.descriptor.status()
        guard status.kind == .file else { return "is not a file" }
        guard status.links == 1 else { return "has other names too" }
        if let held { return status.isSameFile(as: try held.file.status()) ? nil : "is another file than ours" }
        return try entry.descriptor.bytes(header.count, at: 0) == header
            ? nil : "does not begin with this attack's line"
    }

    private func missing() -> Found {
        place.isMounted
            ? .nothing
            : .unreachable("\(escaped(place.mountPoint)) does not hold the \(place.type) filesystem that was filled")
    }
}
