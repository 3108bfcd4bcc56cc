internal import Glibc
internal import SystemPackage

/// What stat(2) says of a file that is open.
package struct FileStatus: Hashable, Sendable {
    /// What kind of thing a name stands for; the rest of inode(7) is `other`.
    package enum Kind: Sendable { case file, directory, other }

    package let kind: Kind
    /// The file system and the file in it: together the identity of the file as long as it is open.
    package let device: UInt64
    package let inode: UInt64
    /// Names that point to it; 0 when it was removed.
    package let links: UInt64
    package let owner: UInt32
    /// The lower twelve bits: permissions, set-id, sticky.
    package let mode: UInt32
    /// In bytes.
    package let size: Int64
    /// What it takes on the disk in bytes, space reserved beyond its end included.
    package let allocated: Int64

    /// Whether somebody other than its owner may write to it by its permissions.
    package var isWritableByOthers: Bool { mode & 0o022 != 0 }

    /// The same file, as long as one of the two is held open.
    package func isSameFile(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }

    static func of(_ number: Int32, subject: @autoclosure () -> String) throws(HostError) -> FileStatus {
        var status = stat()
        try errnoChecked(operation: "examine", subject: subject()) { unsafe fstat(number, &status) }
        return FileStatus(status)
    }

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            default: .other
            }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        links = UInt64(status.st_nlink)
        owner = status.st_uid
        mode = status.st_mode & 0o7777
        size = Int64(status.st_size)
        allocated = Int64(status.st_blocks) * 512
    }
}

extension Descriptor {
    /// What fstat(2) says of the open file.
    package func status() throws(HostError) -> FileStatus { try .of(number, subject: "descriptor \(number)") }
}

/// The user this process acts as, by number; see geteuid(2).
package func effectiveUser() -> UInt32 { geteuid() }
