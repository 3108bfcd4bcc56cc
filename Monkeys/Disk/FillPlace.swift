package import Host

/// Where the file goes, and by what the filesystem is known again: all of it survives a reboot.
package struct FillPlace: Codable, Hashable, Sendable {
    /// The directory that the file is made in, or that its name stands in.
    package let directory: String
    package let directoryInode: UInt64
    package let mountPoint: String
    /// Inode of the filesystem's root as seen at the mount point.
    package let rootInode: UInt64
    /// `ext4`, `xfs`, …
    package let type: String

    /// Opens the directory and reads what there is to know.
    ///
    /// - Throws: `HostError`; ELOOP if a component of the path is a symbolic link.
    package init(_ directory: String) throws(HostError) {
        let open = try Descriptor.openDirectoryWithoutLinks(directory)
        let mount = try open.descriptor.mount()
        self.directory = directory
        directoryInode = try open.descriptor.status().inode
        mountPoint = mount.point
        type = mount.type
        rootInode = try Descriptor.openDirectoryWithoutLinks(mount.point).descriptor.status().inode
    }

    /// The directory, if the one that was planned for is there.
    ///
    /// - Throws: `HostError` if something else stands there by now.
    func open() throws(HostError) -> HeldDescriptor {
        let open = try Descriptor.openDirectoryWithoutLinks(directory)
        let inode = try open.descriptor.status().inode
        let type = try open.descriptor.mount().type
        guard inode == directoryInode, type == self.type else {
            throw HostError(
                operation: "fill", subject: directory, cause: "it is not the directory that the plan was made for",
                mend: "see what was mounted or moved there, and unleash again")
        }
        return open
    }

    /// Whether the filesystem is mounted where it was; if not, what is missing there says nothing about it.
    var isMounted: Bool {
        guard let root = try? Descriptor.openDirectoryWithoutLinks(mountPoint),
            let status = try? root.descriptor.status(), let mount = try? root.descriptor.mount()
        else { return false }
        return status.inode == rootInode && mount.type == type && mount.point == mountPoint
    }
}
