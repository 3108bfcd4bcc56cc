internal import FoundationEssentials
internal import SystemPackage

/// Reads what a tool printed as JSON. An empty answer is an empty list: `tc` prints nothing where there is nothing.
func reading<Value: Decodable>(
    _ type: [Value].Type, from output: String, of words: String
) throws(HostError) -> [Value] {
    let text = Data(output.utf8)
    guard output.utf8.contains(where: { !$0.isSpace }) else { return [] }
    do {
        return try JSONDecoder().decode(type, from: text)
    } catch {
        throw HostError(
            operation: "read the answer of", subject: words, cause: "it is not the JSON expected: \(error.place)",
            mend: "see whether this version of the tool supports -json")
    }
}

extension UInt8 {
    fileprivate var isSpace: Bool { self == 0x20 || (0x09...0x0d).contains(self) }
}

extension Error {
    /// Where a decoding error happened and what it was, in a few words.
    fileprivate var place: String {
        guard let error = self as? DecodingError else { return "\(self)" }
        let context: DecodingError.Context? =
            switch error {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
                .dataCorrupted(let context):
                context
            @unknown default: nil
            }
        guard let context else { return "\(self)" }
        let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        return path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)"
    }
}
