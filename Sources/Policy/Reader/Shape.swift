import MonkeyKit

/// What may stand behind a key: how it is written, and how it is read.
struct Shape<Value: Sendable>: Sendable {
    /// For error lines and docs: `a duration such as 250ms, 90s, 5m or 2h`.
    let form: String
    /// Nil if it could not be read; then the problem has been added. `name` is the key's, for the problem.
    let read: @Sendable (_ yaml: Yaml, _ name: String, _ problems: Problems) -> Value?
}

extension Shape {
    /// One word or number, read by `parse`; nil means it is not of this form.
    static func scalar(_ form: String, _ parse: @escaping @Sendable (String) -> Value?) -> Shape {
        Shape(form: form) { yaml, name, problems in
            if case .text(let text) = yaml.value, let value = parse(text) { return value }
            problems.add(yaml.mark, "\(name): \(yaml.seen) is not \(form)")
            return nil
        }
    }

    /// The same, where the reading knows better what is wrong.
    static func scalar<Failure: CustomStringConvertible & Error>(
        _ form: String, or failure: Failure.Type, _ parse: @escaping @Sendable (String) throws(Failure) -> Value
    ) -> Shape {
        Shape(form: form) { yaml, name, problems in
            guard case .text(let text) = yaml.value else {
                problems.add(yaml.mark, "\(name): \(yaml.seen) is not \(form)")
                return nil
            }
            do {
                return try parse(text)
            } catch {
                problems.add(yaml.mark, "\(name): \"\(text)\" is not \(form): \(error)")
                return nil
            }
        }
    }

    /// Items between brackets or behind dashes. Every item that can be read is, so that all problems are told.
    static func list<Item>(of item: Shape<Item>) -> Shape where Value == [Item] {
        Shape(form: "a list, each \(item.form)") { yaml, name, problems in
            guard case .list(let items) = yaml.value else {
                let mend = if case .text(let text) = yaml.value { "; write it as [\(text)]" } else { "" }
                problems.add(yaml.mark, "\(name): \(yaml.seen) is not a list\(mend)")
                return nil
            }
            if items.isEmpty {
                problems.add(yaml.mark, "\(name): an empty list; name at least one, or leave the key out")
            }
            let values = items.map { item.read($0, name, problems) }
            return values.contains { $0 == nil } ? nil : values.compactMap(\.self)
        }
    }
}

extension Shape where Value: Notation {
    /// A value with a notation of its own. `limits` says in words what `accepts` holds to.
    static func value(_ limits: String = "", where accepts: @escaping @Sendable (Value) -> Bool = { _ in true })
        -> Shape
    {
        scalar(limits.isEmpty ? Value.form : "\(Value.form), \(limits)") { text in
            Value(notation: text).flatMap { accepts($0) ? $0 : nil }
        }
    }
}

extension Shape where Value == String {
    /// A name that is also written in marks and on the command line.
    static let name = Shape.scalar("a name of letters, digits, - _ and .") { text in
        let isPlain = text.unicodeScalars.allSatisfy {
            $0.isASCII
                && ($0.properties.isAlphabetic || $0.properties.numericType != nil || "-_.".unicodeScalars.contains($0))
        }
        return isPlain && !text.isEmpty && text.count <= 64 ? text : nil
    }

    static let text = Shape.scalar("text") { $0.isEmpty ? nil : $0 }
}
