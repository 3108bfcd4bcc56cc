internal import CSystemd
internal import SystemPackage

/// Writes values into a message and reads them out of it: sd_bus_message_append_basic(3),
/// sd_bus_message_open_container(3), sd_bus_message_read_basic(3), sd_bus_message_enter_container(3).
///
/// A message is used on the thread of its bus only.
@safe struct BusMessage {
    /// What sd-bus answered: a negative error number, or a message of another shape than expected.
    struct Failure: Error {
        let errno: Errno
    }

    private let message: OpaquePointer

    /// Borrows a message; the caller keeps it alive.
    init(_ message: OpaquePointer) {
        unsafe self.message = message
    }

    @discardableResult
    private static func checked(_ result: Int32) throws(Failure) -> Int32 {
        if result < 0 { throw Failure(errno: Errno(rawValue: -result)) }
        return result
    }

    // MARK: Writing

    func append(_ value: BusValue) throws(Failure) {
        switch value {
        case .bool(let flag): try basic("b", Int32(flag ? 1 : 0))
        case .byte(let number): try basic("y", number)
        case .int16(let number): try basic("n", number)
        case .uint16(let number): try basic("q", number)
        case .int32(let number): try basic("i", number)
        case .uint32(let number): try basic("u", number)
        case .int64(let number): try basic("x", number)
        case .uint64(let number): try basic("t", number)
        case .double(let number): try basic("d", number)
        case .string(let text): try self.text("s", text)
        case .path(let text): try self.text("o", text)
        case .signature(let text): try self.text("g", text)
        case .array(let element, let items): try container("a", of: element, items)
        case .structure(let members): try container("r", of: members.map(\.signature).joined(), members)
        case .entry(let key, let value): try container("e", of: key.signature + value.signature, [key, value])
        case .variant(let content): try container("v", of: content.signature, [content])
        }
    }

    private func basic<Number: BitwiseCopyable>(_ type: Unicode.Scalar, _ number: Number) throws(Failure) {
        let result = unsafe withUnsafePointer(to: number) { pointer in
            unsafe sd_bus_message_append_basic(message, CChar(type.value), pointer)
        }
        try BusMessage.checked(result)
    }

    private func text(_ type: Unicode.Scalar, _ text: String) throws(Failure) {
        // A text for C ends at its first NUL; one that holds a NUL would arrive as another text.
        if text.utf8.contains(0) { throw Failure(errno: .invalidArgument) }
        let result = unsafe text.withCString { unsafe sd_bus_message_append_basic(message, CChar(type.value), $0) }
        try BusMessage.checked(result)
    }

    private func container(_ type: Unicode.Scalar, of contents: String, _ items: [BusValue]) throws(Failure) {
        try BusMessage.checked(unsafe sd_bus_message_open_container(message, CChar(type.value), contents))
        for item in items { try append(item) }
        try BusMessage.checked(unsafe sd_bus_message_close_container(message))
    }

    // MARK: Reading

    /// All values from here to the end of the message, or of the container that was entered.
    func readAll() throws(Failure) -> [BusValue] {
        var values: [BusValue] = []
        while let value = try read() { values.append(value) }
        return values
    }

    /// The next value, or `nil` at the end. Descriptors (type `h`) are passed over.
    private func read() throws(Failure) -> BusValue? {
        var type: CChar = 0
        var contents: UnsafePointer<CChar>? = nil
        guard try BusMessage.checked(unsafe sd_bus_message_peek_type(message, &type, &contents)) > 0 else { return nil }
        let inner = unsafe contents.map { unsafe String(cString: $0) } ?? ""
        switch Unicode.Scalar(UInt8(bitPattern: type)) {
        case "b": return .bool(try number(type, Int32(0)) != 0)
        case "y": return .byte(try number(type, UInt8(0)))
        case "n": return .int16(try number(type, Int16(0)))
        case "q": return .uint16(try number(type, UInt16(0)))
        case "i": return .int32(try number(type, Int32(0)))
        case "u": return .uint32(try number(type, UInt32(0)))
        case "x": return .int64(try number(type, Int64(0)))
        case "t": return .uint64(try number(type, UInt64(0)))
        case "d": return .double(try number(type, Double(0)))
        case "s": return .string(try text(type))
        case "o": return .path(try text(type))
        case "g": return .signature(try text(type))
        case "a": return .array(inner, try members(type, inner))
        case "r": return .structure(try members(type, inner))
        case "e":
            let members = try members(type, inner)
            guard members.count == 2 else { throw Failure(errno: .badMessage) }
            return .entry(members[0], members[1])
        case "v":
            guard let content = try members(type, inner).first else { throw Failure(errno: .badMessage) }
            return .variant(content)
        default: throw Failure(errno: .badMessage)
        }
    }

    private func number<Number: BitwiseCopyable>(_ type: CChar, _ zero: Number) throws(Failure) -> Number {
        var number = zero
        let result = unsafe withUnsafeMutablePointer(to: &number) {
            unsafe sd_bus_message_read_basic(message, type, $0)
        }
        try BusMessage.checked(result)
        return number
    }

    private func text(_ type: CChar) throws(Failure) -> String {
        var pointer: UnsafePointer<CChar>? = nil
        let result = unsafe withUnsafeMutablePointer(to: &pointer) {
            unsafe sd_bus_message_read_basic(message, type, $0)
        }
        try BusMessage.checked(result)
        return unsafe pointer.map { unsafe String(cString: $0) } ?? ""
    }

    private func members(_ type: CChar, _ contents: String) throws(Failure) -> [BusValue] {
        try BusMessage.checked(unsafe sd_bus_message_enter_container(message, type, contents))
        let values = try readAll()
        try BusMessage.checked(unsafe sd_bus_message_exit_container(message))
        return values
    }
}
