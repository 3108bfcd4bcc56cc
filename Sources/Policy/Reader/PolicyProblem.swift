import MonkeyKit

/// One thing that is wrong in a policy file: what, what is allowed, and the nearest thing that may have been meant.
package struct PolicyProblem: Hashable, Sendable, CustomStringConvertible {
    package let place: Place
    package let text: String

    package init(_ place: Place, _ text: String) {
        self.place = place
        self.text = text
    }

    package var description: String { "\(place): \(text)" }
}

/// A place in a file; line and column start at 1, a column is one Unicode scalar.
package struct Place: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    package let line: Int
    package let column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }
}

/// Everything that is wrong in one policy, in the order of the file. Such a policy allows nothing.
package struct PolicyProblems: Error, Hashable, CustomStringConvertible {
    package let problems: [PolicyProblem]

    package init(_ problems: [PolicyProblem]) { self.problems = problems }

    package var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Where the reader puts what it finds, so that one reading tells all of it.
final class Problems {
    let file: String
    private var found: [PolicyProblem] = []

    init(file: String) { self.file = file }

    func add(_ mark: Yaml.Mark, _ text: String) { found.append(PolicyProblem(place(mark), text)) }
    func place(_ mark: Yaml.Mark) -> Place { Place(file: file, line: mark.line, column: mark.column) }

    var isEmpty: Bool { found.isEmpty }
    /// In the order of the file; at one place, in the order found.
    var sorted: [PolicyProblem] {
        found.enumerated()
            .sorted {
                ($0.element.place.line, $0.element.place.column, $0.offset) < (
                    $1.element.place.line, $1.element.place.column, $1.offset
                )
            }
            .map(\.element)
    }
}

/// ` "; did you mean X?"` or nothing.
func hint(_ word: String, among names: some Sequence<String>) -> String {
    nearest(to: word, among: names).map { "; did you mean \($0)?" } ?? ""
}
