internal import CHost
internal import Glibc
internal import SystemPackage

/// Files made and removed relative to an open directory, so that nothing put into the path meanwhile can redirect it.
extension Descriptor {
    /// Opens a directory no component of whose path is a symbolic link; openat2(2), Linux 5.6.
    package static func openDirectoryWithoutLinks(_ path: String) throws(HostError) -> HeldDescriptor {
        HeldDescriptor(
            try open(
                path, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW, resolve: .noSymlinks, operation: "open directory"))
    }

    /// An empty file in this directory's filesystem that has no name and ends with its last descriptor: O_TMPFILE, or
    /// where that is not supported a file created and unlinked at once.
    ///
    /// - Parameter name: for the second way; must not exist.
    package func unnamedFile(named name: String) throws(HostError) -> Descriptor {
        if let file = try temporaryFile() { return file }
        let file = try createFile(named: name)
        try removeEntry(name)
        return file
    }

    /// O_TMPFILE; nil where the filesystem (EOPNOTSUPP) or the kernel (EISDIR) does not know it.
    private func temporaryFile() throws(HostError) -> Descriptor? {
        let flags = chost_o_tmpfile | O_RDWR
        do {
            return try Descriptor.open(".", flags: flags, mode: 0o600, at: number, operation: "make a file in")
        } catch let error where [.notSupported, .isDirectory, .invalidArgument].contains(error.errno) {
            return nil
        }
    }

    /// A new file under a name that nothing has, else EEXIST; a symbolic link counts as something.
    package func createFile(named name: String) throws(HostError) -> Descriptor {
        try Descriptor.open(
            name, flags: O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW, mode: 0o600, at: number, operation: "create")
    }

    /// A new file that has its first bytes, on the disk, before it has its name, where the filesystem can do that.
    ///
    /// - Throws: `HostError`; EEXIST when something has the name. Nothing is left behind then.
    package func createFile(named name: String, beginningWith bytes: [UInt8]) throws(HostError) -> Descriptor {
        guard let file = try temporaryFile() else { return try createPlainFile(named: name, beginningWith: bytes) }
        try file.put(bytes, at: 0)
        try file.synchronise()
        let source = "/proc/self/fd/\(file.number)"
        let number = self.number
        try errnoChecked(operation: "create", subject: name) {
            unsafe linkat(AT_FDCWD, source, number, name, AT_SYMLINK_FOLLOW)
        }
        return file
    }

    private func createPlainFile(named name: String, beginningWith bytes: [UInt8]) throws(HostError) -> Descriptor {
        let file = try createFile(named: name)
        do {
            try file.put(bytes, at: 0)
            try file.synchronise()
        } catch {
            try removeEntry(name)
            throw error
        }
        return file
    }

    /// Opens what has this name, for reading, without following a link or waiting for a pipe's other end; nil if
    /// nothing has it.
    ///
    /// - Throws: `HostError`; ELOOP when it is a symbolic link.
    package func openEntry(_ name: String) throws(HostError) -> HeldDescriptor? {
        do {
            let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
            return HeldDescriptor(try Descriptor.open(name, flags: flags, at: number))
        } catch {
            guard error.isNotFound else { throw error }
            return nil
        }
    }

    /// Removes a name that is not a directory's; unlinkat(2).
    package func removeEntry(_ name: String) throws(HostError) {
        let number = self.number
        try errnoChecked(operation: "remove", subject: name) { unsafe unlinkat(number, name, 0) }
    }
}
