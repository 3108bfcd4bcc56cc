internal import CHost
internal import Glibc
internal import SystemPackage

/// A file that grows at its end and must survive a crash: one write(2) for one append, data made durable on demand,
/// space held beyond its end.
package struct LogFile: ~Copyable, Sendable {
    package enum Access: Sendable {
        case read, readWrite
        /// As `readWrite`; made with mode 0600 when it is not there.
        case openOrMake
        /// As `openOrMake`, but it must not be there.
        case make
    }

    package let path: String
    let descriptor: Descriptor

    init(_ descriptor: consuming Descriptor, path: String) {
        self.path = path
        self.descriptor = descriptor
    }

    package func status() throws(HostError) -> FileStatus {
        try .of(descriptor.number, subject: path)
    }

    /// Writes with a single pwrite(2).
    ///
    /// - Returns: how many bytes were written; fewer than given when the disk filled up on the way.
    package func write(_ bytes: [UInt8], at offset: Int64) throws(HostError) -> Int {
        let number = descriptor.number
        return try errnoChecked(operation: "write to", subject: path) {
            unsafe bytes.withUnsafeBytes { unsafe pwrite(number, $0.baseAddress, $0.count, off_t(offset)) }
        }
    }

    /// Fills the buffer from the offset on, in as many pread(2) calls as it takes.
    ///
    /// - Returns: how many bytes were read; fewer than fit only at the end of the file.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(HostError) -> Int {
        let number = descriptor.number
        var got = 0
        while got < buffer.count {
            let done = got
            let count = try errnoChecked(operation: "read", subject: path) {
                guard let base = buffer.baseAddress else { return 0 }
                return unsafe pread(number, base + done, buffer.count - done, off_t(offset) + off_t(done))
            }
            if count == 0 { break }
            got += count
        }
        return got
    }

    /// The bytes from one offset to another, fewer if the file ends before.
    package func bytes(from start: Int64, to end: Int64) throws(HostError) -> [UInt8] {
        guard end > start else { return [] }
        var bytes = [UInt8](repeating: 0, count: Int(end - start))
        var failure: HostError?
        let got = unsafe bytes.withUnsafeMutableBytes { buffer in
            do throws(HostError) {
                return try unsafe read(into: buffer, at: start)
            } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw failure }
        bytes.removeLast(bytes.count - got)
        return bytes
    }

    /// Makes sure that the bytes in the range have their place on the disk, without changing the size of the file.
    ///
    /// The blocks stay the file's until it is truncated; see fallocate(2), FALLOC_FL_KEEP_SIZE.
    package func reserve(from offset: Int64, count: Int64) throws(HostError) {
        let number = descriptor.number
        try errnoChecked(operation: "reserve \(count) bytes for", subject: path, mend: mendOfReserve) {
            chost_reserve(number, offset, count)
        }
    }

    /// Cuts the file; with its present size this gives back what was reserved beyond its end.
    package func truncate(to size: Int64) throws(HostError) {
        let number = descriptor.number
        try errnoChecked(operation: "truncate", subject: path) { ftruncate(number, off_t(size)) }
    }

    /// Returns when the data and the size are on the disk; see fdatasync(2).
    package func syncData() throws(HostError) {
        let number = descriptor.number
        try errnoChecked(operation: "sync", subject: path) { fdatasync(number) }
    }

    /// Takes the write permission away, as a sign to people; root may write all the same.
    package func seal() throws(HostError) {
        let number = descriptor.number
        try errnoChecked(operation: "seal", subject: path) { fchmod(number, 0o400) }
    }

    package consuming func close() throws(HostError) {
        let path = self.path
        let descriptor = take(self)
        do {
            try descriptor.close()
        } catch {
            throw HostError(operation: "close", subject: path, cause: error.cause, errno: error.errno)
        }
    }
}

private func take(_ file: consuming LogFile) -> Descriptor { file.descriptor }

private func mendOfReserve(_ number: Errno) -> String? {
    switch number {
    case .noSpace: "free some space"
    case .notSupported: "use a file system with fallocate, such as ext4, xfs, btrfs or tmpfs"
    default: nil
    }
}

extension HostError {
    /// The disk, the quota or the table of inodes is full.
    package var isNoSpace: Bool {
        errno == .noSpace || errno == .diskQuotaExceeded || errno == .fileTooLarge
    }

    /// Somebody else holds the lock.
    package var isHeld: Bool { errno == .wouldBlock }

    /// There is nothing of that name.
    package var isNotFound: Bool { errno == .noSuchFileOrDirectory }
}
