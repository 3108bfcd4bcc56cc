internal import CHost
internal import Glibc
internal import SystemPackage

/// Taking and giving back space without a word of data, for a file this process has open for writing.
extension Descriptor {
    /// Takes the blocks of a range by fallocate(2) and makes the file reach to its end. May have taken a part when it
    /// throws: the caller cuts the file back.
    ///
    /// - Throws: `HostError`: ENOSPC, EDQUOT, EFBIG, or EOPNOTSUPP where the filesystem cannot.
    package func allocate(from offset: Int64, count: Int64) throws(HostError) {
        let number = self.number
        try errnoChecked(operation: "allocate \(count) bytes in", subject: "a file") {
            chost_allocate(number, offset, count)
        }
    }

    /// Makes the file `size` bytes long; what lay behind is given back, also what lay behind a failed `allocate`.
    package func cut(to size: Int64) throws(HostError) {
        let number = self.number
        try errnoChecked(operation: "cut", subject: "a file") { ftruncate(number, off_t(size)) }
    }

    /// Writes all bytes at a place of the file, in as many pwrite(2) calls as it takes.
    package func put(_ bytes: [UInt8], at offset: Int64) throws(HostError) {
        let number = self.number
        var done = 0
        while done < bytes.count {
            let start = done
            done += try errnoChecked(operation: "write to", subject: "a file") {
                unsafe bytes.withUnsafeBytes { buffer in
                    guard let base = buffer.baseAddress else { return 0 }
                    return unsafe pwrite(number, base + start, buffer.count - start, off_t(offset + Int64(start)))
                }
            }
        }
    }

    /// Up to `count` bytes from a place of the file; fewer at its end.
    package func bytes(_ count: Int, at offset: Int64) throws(HostError) -> [UInt8] {
        let number = self.number
        var room = [UInt8](repeating: 0, count: count)
        let got = try errnoChecked(operation: "read", subject: "a file") {
            unsafe room.withUnsafeMutableBytes { buffer in
                guard let base = buffer.baseAddress else { return 0 }
                return unsafe pread(number, base, count, off_t(offset))
            }
        }
        return Array(room.prefix(got))
    }

    /// Waits until the file, or the entries of the directory, are on the disk; fsync(2).
    package func synchronise() throws(HostError) {
        let number = self.number
        try errnoChecked(operation: "sync", subject: "descriptor \(number)") { fsync(number) }
    }
}
