/// One key of a policy, declared once: the reader, the unknown-key check and the docs use it.
struct Key<Value: Sendable>: Sendable {
    let name: String
    let shape: Shape<Value>
    let fallback: String?
    let isRequired: Bool
    let help: String

    init(_ name: String, _ shape: Shape<Value>, default fallback: String? = nil, required: Bool = false, help: String) {
        self.name = name
        self.shape = shape
        self.fallback = fallback
        self.isRequired = required
        self.help = help
    }

    var entry: SchemaKey {
        SchemaKey(name: name, form: shape.form, fallback: fallback, isRequired: isRequired, help: help, isLater: false)
    }
}

/// A key without its type: what docs need of it.
package struct SchemaKey: Hashable, Sendable {
    package let name: String
    /// What may be written behind it.
    package let form: String
    /// What stands in where it is left out; nil where nothing does.
    package let fallback: String?
    package let isRequired: Bool
    package let help: String
    /// Known, and not supported by this version: a problem rather than a silent nothing.
    package let isLater: Bool

    static func later(_ name: String, _ help: String) -> SchemaKey {
        SchemaKey(name: name, form: "not supported yet", fallback: nil, isRequired: false, help: help, isLater: true)
    }
}

/// A map of the policy and the keys it may have, in the order in which they are shown.
package struct SchemaSection: Hashable, Sendable {
    /// `limits`, `groups.NAME`.
    package let path: String
    /// For sentences: `the limits`, `a group`.
    package let title: String
    package let keys: [SchemaKey]

    subscript(name: String) -> SchemaKey? { keys.first { $0.name == name } }
}

/// The values of one section as written. Making it tells every key that is unknown, not yet supported or missing.
struct Fields {
    let mark: Yaml.Mark
    private let entries: [String: Yaml.Entry]
    private let problems: Problems

    /// Nil if there is no map.
    init?(_ yaml: Yaml, _ section: SchemaSection, _ problems: Problems) {
        let names = section.keys.filter { !$0.isLater }.map(\.name)
        guard case .map(let list) = yaml.value else {
            problems.add(yaml.mark, "\(yaml.seen) is not \(section.title): a map of \(names.joined(separator: ", "))")
            return nil
        }
        mark = yaml.mark
        self.problems = problems
        entries = Dictionary(list.map { ($0.key, $0) }) { first, _ in first }
        for entry in list {
            switch section[entry.key] {
            case .none:
                problems.add(
                    entry.mark,
                    "unknown key \"\(entry.key)\"; \(section.title) has \(names.joined(separator: ", "))"
                        + hint(entry.key, among: names))
            case .some(let key) where key.isLater:
                problems.add(entry.mark, "\(entry.key) is not supported yet by this version; leave it out")
            case .some: break
            }
        }
        for key in section.keys where key.isRequired && entries[key.name] == nil {
            problems.add(mark, "\(section.title) needs \(key.name): \(key.form)")
        }
    }

    /// The value, or nil if the key is left out or its value was a problem.
    subscript<Value>(_ key: Key<Value>) -> Value? {
        entries[key.name].flatMap { key.shape.read($0.value, key.name, problems) }
    }

    /// Whether the key stands there, well or badly written.
    func has<Value>(_ key: Key<Value>) -> Bool { entries[key.name] != nil }

    /// Where a problem with a key's value belongs.
    func mark<Value>(of key: Key<Value>) -> Yaml.Mark { entries[key.name]?.value.mark ?? mark }

    func entry(_ name: String) -> Yaml.Entry? { entries[name] }
}
