/// Something in the trail that is not as it was written.
package struct TrailProblem: Codable, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Codable, Sendable {
        /// A line that is no record.
        case corrupt
        /// A line, or the link to it in the next one, was changed.
        case chain
        /// Records are missing between two lines.
        case gap
        /// A file is missing.
        case missing
        /// The file does not end with a newline: a crash cut an append short, or one is being written.
        case torn
        /// The record of an attack that must be undone cannot be read.
        case lost
        /// A file that does not belong into the directory, or that no record speaks of.
        case stray
    }

    /// The name of the file in the trail's directory.
    package let file: String
    /// From 1; nil if it is about the whole file.
    package let line: Int?
    package let kind: Kind
    /// One line for people.
    package let text: String

    init(_ file: String, _ line: Int?, _ kind: Kind, _ text: String) {
        self.file = file
        self.line = line
        self.kind = kind
        self.text = text
    }

    package var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(kind.rawValue): \(text)" }
}
