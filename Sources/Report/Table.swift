internal import MonkeyKit

/// Columns for a terminal: each as wide as its widest cell, the last one free. Cells are made safe to print.
package struct Table: Sendable {
    private let titles: [String]
    private var rows: [[String]] = []

    package init(_ titles: [String]) { self.titles = titles }

    package mutating func add(_ cells: [String]) { rows.append(cells.map(escaped)) }

    package var isEmpty: Bool { rows.isEmpty }

    package var text: String {
        let all = [titles] + rows
        let widths = titles.indices.map { column in
            all.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        return all.map { row in
            row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
