/// A D-Bus value of any type that systemd's interfaces use (D-Bus specification, "Type system").
indirect enum BusValue: Sendable, Hashable {
    case bool(Bool)
    case byte(UInt8)
    case int16(Int16)
    case uint16(UInt16)
    case int32(Int32)
    case uint32(UInt32)
    case int64(Int64)
    case uint64(UInt64)
    case double(Double)
    case string(String)
    case path(String)
    case signature(String)
    /// The signature is the elements'; an array may be empty.
    case array(String, [BusValue])
    case structure([BusValue])
    case entry(BusValue, BusValue)
    case variant(BusValue)

    /// The type, as D-Bus writes it: `s`, `a(sasb)`, …
    var signature: String {
        switch self {
        case .bool: "b"
        case .byte: "y"
        case .int16: "n"
        case .uint16: "q"
        case .int32: "i"
        case .uint32: "u"
        case .int64: "x"
        case .uint64: "t"
        case .double: "d"
        case .string: "s"
        case .path: "o"
        case .signature: "g"
        case .array(let element, _): "a" + element
        case .structure(let members): "(" + members.map(\.signature).joined() + ")"
        case .entry(let key, let value): "{" + key.signature + value.signature + "}"
        case .variant: "v"
        }
    }

    static func strings(_ texts: [String]) -> BusValue { .array("s", texts.map(BusValue.string)) }
}

extension BusValue {
    /// The text of a string, an object path or a signature.
    var text: String? {
        switch self {
        case .string(let text), .path(let text), .signature(let text): text
        default: nil
        }
    }

    /// The elements of an array, the members of a structure.
    var items: [BusValue]? {
        switch self {
        case .array(_, let items), .structure(let items): items
        default: nil
        }
    }

    /// `a{sv}` as a dictionary, the variants opened.
    var dictionary: [String: BusValue]? {
        guard case .array(_, let entries) = self else { return nil }
        var members: [String: BusValue] = [:]
        for case .entry(let key, let value) in entries {
            guard let name = key.text else { return nil }
            if case .variant(let content) = value { members[name] = content } else { members[name] = value }
        }
        return members
    }
}
