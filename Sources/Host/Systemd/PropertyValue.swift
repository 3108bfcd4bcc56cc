/// The value of a unit's property, of the types callers have a use for.
///
/// `Codable`, because an undo on disk holds the value that was there before.
package enum PropertyValue: Sendable, Hashable, Codable {
    case bool(Bool)
    case int(Int64)
    /// `UInt64.max` is systemd's "infinity", or "not set" (org.freedesktop.systemd1(5)).
    case uint(UInt64)
    case double(Double)
    case string(String)
    case strings([String])
    /// A bit mask of CPUs or NUMA nodes (`AllowedCPUs`).
    case bytes([UInt8])
    /// Limits of devices (`IOReadBandwidthMax` and its kin).
    case deviceLimits([DeviceLimit])
    /// A type this layer does not take apart; its D-Bus signature.
    case unsupported(String)

    package struct DeviceLimit: Sendable, Hashable, Codable {
        /// The device node, or a file on the file system meant.
        package let path: String
        package let value: UInt64

        package init(path: String, value: UInt64) {
            self.path = path
            self.value = value
        }
    }
}

extension PropertyValue {
    package var bool: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    package var uint: UInt64? {
        switch self {
        case .uint(let number): number
        case .int(let number): UInt64(exactly: number)
        default: nil
        }
    }

    package var int: Int64? {
        switch self {
        case .int(let number): number
        case .uint(let number): Int64(exactly: number)
        default: nil
        }
    }

    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var strings: [String]? {
        if case .strings(let texts) = self { texts } else { nil }
    }
}

extension PropertyValue {
    init(_ value: BusValue) {
        switch value {
        case .bool(let flag): self = .bool(flag)
        case .byte(let number): self = .uint(UInt64(number))
        case .uint16(let number): self = .uint(UInt64(number))
        case .uint32(let number): self = .uint(UInt64(number))
        case .uint64(let number): self = .uint(number)
        case .int16(let number): self = .int(Int64(number))
        case .int32(let number): self = .int(Int64(number))
        case .int64(let number): self = .int(number)
        case .double(let number): self = .double(number)
        case .string(let text), .path(let text), .signature(let text): self = .string(text)
        case .array("s", let items), .array("o", let items), .array("g", let items):
            self = .strings(items.compactMap(\.text))
        case .array("y", let items):
            self = .bytes(items.compactMap { if case .byte(let byte) = $0 { byte } else { nil } })
        case .array("(st)", let items):
            self = .deviceLimits(
                items.compactMap {
                    guard case .structure(let members) = $0, members.count == 2,
                        case .string(let path) = members[0], case .uint64(let value) = members[1]
                    else { return nil }
                    return DeviceLimit(path: path, value: value)
                })
        case .variant(let content): self.init(content)
        case .array, .structure, .entry: self = .unsupported(value.signature)
        }
    }

    /// The value as D-Bus type `signature`, or `nil` if it does not fit.
    func busValue(as signature: String) -> BusValue? {
        switch (signature, self) {
        case ("b", .bool(let flag)): .bool(flag)
        case ("y", _): uint.flatMap(UInt8.init(exactly:)).map(BusValue.byte)
        case ("q", _): uint.flatMap(UInt16.init(exactly:)).map(BusValue.uint16)
        case ("u", _): uint.flatMap(UInt32.init(exactly:)).map(BusValue.uint32)
        case ("t", _): uint.map(BusValue.uint64)
        case ("n", _): int.flatMap(Int16.init(exactly:)).map(BusValue.int16)
        case ("i", _): int.flatMap(Int32.init(exactly:)).map(BusValue.int32)
        case ("x", _): int.map(BusValue.int64)
        case ("d", .double(let number)): .double(number)
        case ("s", .string(let text)): .string(text)
        case ("o", .string(let text)): .path(text)
        case ("as", .strings(let texts)): .strings(texts)
        case ("ay", .bytes(let bytes)): .array("y", bytes.map(BusValue.byte))
        case ("a(st)", .deviceLimits(let limits)):
            .array("(st)", limits.map { .structure([.string($0.path), .uint64($0.value)]) })
        default: nil
        }
    }

    /// The type systemd has for most settings that hold such a value.
    var usualSignature: String? {
        switch self {
        case .bool: "b"
        case .int: "i"
        case .uint: "t"
        case .double: "d"
        case .string: "s"
        case .strings: "as"
        case .bytes: "ay"
        case .deviceLimits: "a(st)"
        case .unsupported: nil
        }
    }
}
