/// A pattern over a whole name, as systemctl(1) takes it for units: `*` any characters, `?` one, `[a-z]` one of a set,
/// `[!a-z]` one outside of it. `*` also runs over `/`. There is no escape: `[*]` is a star, and the backslashes of
/// systemd-escape(1) stand for themselves.
package struct Glob: Hashable, Sendable, CustomStringConvertible {
    package let text: String
    private let pieces: [Piece]

    private enum Piece: Hashable {
        case anything
        case one
        case exactly(Unicode.Scalar)
        case among([ClosedRange<Unicode.Scalar>], negated: Bool)
    }

    /// - Throws: `GlobProblem` if the text is empty, a set is not closed or a range in it runs backwards.
    package init(_ text: String) throws(GlobProblem) {
        guard !text.isEmpty else { throw GlobProblem("an empty pattern matches nothing") }
        self.text = text
        var pieces: [Piece] = []
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": if pieces.last != .anything { pieces.append(.anything) }
            case "?": pieces.append(.one)
            case "[": pieces.append(try Self.set(&rest))
            default: pieces.append(.exactly(scalar))
            }
        }
        self.pieces = pieces
    }

    /// Reads what stands behind a `[`. A `]` that comes first belongs to the set, as in glob(7).
    private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) throws(GlobProblem) -> Piece {
        let negated = rest.first == "!" || rest.first == "^"
        if negated { rest.removeFirst() }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while let low = rest.popFirst() {
            if low == "]", !ranges.isEmpty { return .among(ranges, negated: negated) }
            guard rest.first == "-", let high = rest.dropFirst().first, high != "]" else {
                ranges.append(low...low)
                continue
            }
            guard low <= high else { throw GlobProblem("the range \(low)-\(high) runs backwards") }
            ranges.append(low...high)
            rest = rest.dropFirst(2)
        }
        throw GlobProblem("a [ without its ]")
    }

    /// Whether the whole of `name` fits. Only the last star is ever tried again, so no pattern takes more than its length
    /// times the name's.
    package func matches(_ name: String) -> Bool {
        let scalars = Array(name.unicodeScalars)
        var at = 0
        var piece = 0
        var star: (piece: Int, at: Int)?
        while at < scalars.count {
            if piece < pieces.count, pieces[piece] == .anything {
                star = (piece, at)
                piece += 1
            } else if piece < pieces.count, fits(pieces[piece], scalars[at]) {
                piece += 1
                at += 1
            } else if let last = star {
                star = (last.piece, last.at + 1)
                piece = last.piece + 1
                at = last.at + 1
            } else {
                return false
            }
        }
        return pieces[piece...].allSatisfy { $0 == .anything }
    }

    private func fits(_ piece: Piece, _ scalar: Unicode.Scalar) -> Bool {
        switch piece {
        case .anything, .one: true
        case .exactly(let wanted): wanted == scalar
        case .among(let ranges, let negated): ranges.contains { $0.contains(scalar) } != negated
        }
    }

    package var description: String { text }
    /// Whether it stands for itself only.
    package var isLiteral: Bool { pieces.allSatisfy { if case .exactly = $0 { true } else { false } } }
}

/// Why a text is no pattern: part of a sentence.
package struct GlobProblem: Error, Hashable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
