internal import Host

/// Reads a file line by line through one large buffer.
///
/// - Parameters:
///   - start: where to begin, the beginning of a line.
///   - end: where to stop; nil for the end of the file.
///   - body: gets each line without its newline and where it begins; the bytes are valid only inside it. It returns
///     whether to go on.
/// - Returns: how many bytes stand behind the last newline.
@discardableResult
func forEachLine(
    of file: SegmentFile, from start: Int64 = 0, to end: Int64? = nil, buffer size: Int = 1 << 18,
    _ body: (UnsafeRawBufferPointer, Int64) throws -> Bool
) throws -> Int {
    var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    defer { buffer.deallocate() }
    var base = start  // of the buffer's first byte in the file
    var filled = 0
    while true {
        if filled == buffer.count {  // a line longer than the buffer
            let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 64)
            larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
            buffer.deallocate()
            buffer = larger
        }
        let room = buffer.count - filled
        let wanted = end.map { min(Int64(room), $0 - base - Int64(filled)) } ?? Int64(room)
        guard wanted > 0 else { return filled }
        let free = UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<(filled + Int(wanted))])
        let got = try file.file.read(into: free, at: base + Int64(filled))
        guard got > 0 else { return filled }

        var lineStart = 0
        var searched = filled
        filled += got
        while let place = firstNewline(in: buffer, from: searched, to: filled) {
            let line = UnsafeRawBufferPointer(rebasing: buffer[lineStart..<place])
            guard try body(line, base + Int64(lineStart)) else { return 0 }
            lineStart = place + 1
            searched = lineStart
        }
        let rest = filled - lineStart
        if lineStart > 0, rest > 0 {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[lineStart..<filled]))
        }
        base += Int64(lineStart)
        filled = rest
    }
}

private func firstNewline(in buffer: UnsafeMutableRawBufferPointer, from start: Int, to end: Int) -> Int? {
    guard let base = buffer.baseAddress, start < end else { return nil }
    var place = start
    // Eight bytes at a time: a zero byte in `word ^ newlines` is a newline.
    let newlines: UInt64 = 0x0a0a_0a0a_0a0a_0a0a
    while place + 8 <= end {
        let word = base.loadUnaligned(fromByteOffset: place, as: UInt64.self) ^ newlines
        if (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 != 0 { break }
        place += 8
    }
    while place < end {
        if base.load(fromByteOffset: place, as: UInt8.self) == newline { return place }
        place += 1
    }
    return nil
}
