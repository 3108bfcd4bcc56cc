internal import Glibc

/// How full a filesystem is, as statvfs(3) tells and as df(1) counts.
package struct Space: Hashable, Sendable {
    /// The unit of the counts below, in bytes (`f_frsize`).
    package let blockSize: Int64
    /// All blocks, in use or not.
    package let blocks: Int64
    /// Blocks nobody uses, those kept back for root included.
    package let free: Int64
    /// Blocks an ordinary user can still have.
    package let available: Int64
    package let inodes: UInt64
    package let freeInodes: UInt64
    package let isReadOnly: Bool

    package init(
        blockSize: Int64, blocks: Int64, free: Int64, available: Int64, inodes: UInt64 = 0, freeInodes: UInt64 = 0,
        isReadOnly: Bool = false
    ) {
        self.blockSize = max(1, blockSize)
        self.blocks = blocks
        self.free = free
        self.available = available
        self.inodes = inodes
        self.freeInodes = freeInodes
        self.isReadOnly = isReadOnly
    }

    package var used: Int64 { max(0, blocks - free) }
    package var usedBytes: Int64 { used * blockSize }
    package var availableBytes: Int64 { available * blockSize }
    /// What ordinary users could fill: the whole that df's percentage refers to. The reserve of root is not in it.
    package var reachable: Int64 { used + available }
    /// df's `Use%` before it is rounded up: used ÷ (used + available), 0 to 100.
    package var percent: Double { reachable == 0 ? 100 : Double(used) / Double(reachable) * 100 }
}

extension Descriptor {
    /// The filesystem this file or directory is on, whatever has been mounted over its path since.
    package func space() throws(HostError) -> Space {
        let number = self.number
        var answer = statvfs()
        try errnoChecked(operation: "measure", subject: "the filesystem of descriptor \(number)") {
            unsafe fstatvfs(number, &answer)
        }
        return Space(
            blockSize: Int64(answer.f_frsize), blocks: Int64(clamping: answer.f_blocks),
            free: Int64(clamping: answer.f_bfree), available: Int64(clamping: answer.f_bavail),
            inodes: UInt64(answer.f_files), freeInodes: UInt64(answer.f_ffree),
            isReadOnly: answer.f_flag & UInt(ST_RDONLY) != 0)
    }
}
