internal import Crypto

/// SHA-256 of one line, its newline included: what `sed -n 5p FILE | sha256sum` prints.
package struct ChainHash: Hashable, Sendable, CustomStringConvertible {
    /// 64 lower-case hex digits.
    package let hex: String

    /// What the first record of all is chained to.
    package static let start = ChainHash(hex: String(repeating: "0", count: 64))

    init(hex: String) { self.hex = hex }

    init(of line: some Sequence<UInt8>) {
        self.init(hex: hexSHA256(Array(line)))
    }

    /// Of a line given without its newline.
    init(ofLine line: UnsafeRawBufferPointer) {
        var hash = SHA256()
        hash.update(bufferPointer: line)
        hash.update(data: [newline])
        self.init(hex: hexadecimal(hash.finalize()))
    }

    package var description: String { hex }
}

let newline = UInt8(ascii: "\n")

func hexSHA256(_ bytes: [UInt8]) -> String {
    hexadecimal(SHA256.hash(data: bytes))
}

private func hexadecimal(_ digest: SHA256.Digest) -> String {
    String(unsafeUninitializedCapacity: 64) { buffer in
        var place = 0
        for byte in digest {
            buffer[place] = hexDigit(byte >> 4)
            buffer[place + 1] = hexDigit(byte & 15)
            place += 2
        }
        return place
    }
}

private func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
