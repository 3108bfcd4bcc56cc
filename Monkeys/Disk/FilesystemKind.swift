/// What kind of filesystem may be filled. What is not known to be harmless is refused.
enum FilesystemKind {
    /// On a disk of this host.
    case local
    /// Takes memory, not a disk.
    case memory
    /// Shared with other hosts.
    case shared
    /// Has no space of its own, or nobody has thought about it yet.
    case other

    init(type: String) {
        self =
            switch type {
            case "tmpfs": .memory
            case _ where Self.localTypes.contains(type): .local
            case _ where Self.sharedTypes.contains(type) || type.hasPrefix("fuse"): .shared
            default: .other
            }
    }

    private static let localTypes: Set<String> = [
        "bcachefs", "btrfs", "exfat", "ext2", "ext3", "ext4", "f2fs", "jfs", "msdos", "nilfs2", "ntfs3", "overlay",
        "reiserfs", "udf", "ufs", "vfat", "xfs", "zfs",
    ]
    private static let sharedTypes: Set<String> = [
        "9p", "afs", "beegfs", "ceph", "cifs", "gfs2", "glusterfs", "gpfs", "lustre", "nfs", "nfs4", "ocfs2", "smb3",
        "smbfs", "virtiofs",
    ]

    /// Filesystems whose device number does not tell whether two directories draw on the same space.
    static let pooled: Set<String> = ["btrfs", "overlay", "zfs", "bcachefs"]
}
