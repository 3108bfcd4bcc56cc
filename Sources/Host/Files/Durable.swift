internal import Glibc
internal import SystemPackage

/// Replaces a small file so that after a crash there is the old one or the new one, whole: written beside it, synced,
/// renamed over it, the directory synced. rename(2), fsync(2).
package func writeDurably(_ path: String, _ text: String, mode: UInt32 = 0o600) throws(HostError) {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let new = "\(path).new-\(ownPID)"
    unsafe unlink(new)
    do {
        let file = try Descriptor.open(
            new, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode, operation: "make")
        try file.writeAll(Array(text.utf8))
        let number = file.number
        try errnoChecked(operation: "sync", subject: new) { fsync(number) }
        try errnoChecked(operation: "rename to", subject: path) { unsafe rename(new, path) }
        let directory = try Descriptor.openDirectory(folder)
        let directoryNumber = directory.number
        try errnoChecked(operation: "sync", subject: folder) { fsync(directoryNumber) }
    } catch {
        unsafe unlink(new)
        throw error
    }
}

/// Whether a directory stands at the path; symbolic links are followed.
package func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return unsafe fstatat(AT_FDCWD, path, &status, 0) == 0 && status.st_mode & S_IFMT == S_IFDIR
}
