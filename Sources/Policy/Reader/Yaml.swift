import Yams

/// A YAML text as a tree in which everything knows its place. Scalars stay as written: `yes`, `10:00` and `2026-12-24`
/// are texts here, and the key that holds them says what they mean.
struct Yaml {
    struct Mark: Hashable, Sendable {
        let line: Int
        let column: Int
    }

    struct Entry {
        let key: String
        let mark: Mark
        let value: Yaml
    }

    indirect enum Value {
        case nothing
        case text(String)
        case list([Yaml])
        case map([Entry])
    }

    let mark: Mark
    let value: Value

    /// For error lines: what stands here.
    var seen: String {
        switch value {
        case .nothing: "nothing"
        case .text(let text): "\"\(text)\""
        case .list: "a list"
        case .map: "a map"
        }
    }
}

extension Yaml {
    /// Reads one document. Keys that stand twice become problems, the first of them counts.
    /// Nil if the text is no YAML, or empty; the problem says where.
    ///
    /// Yams gives up at the first key that stands twice. To tell everything at once, such a key is masked in the text,
    /// character by character, so that no place moves, and the text is read again.
    static func read(_ text: String, _ problems: Problems) -> Yaml? {
        var masked = MaskedText(text)
        while true {
            do {
                guard let node = try Parser(yaml: masked.text, encoding: .utf8).singleRoot() else {
                    problems.add(Mark(line: 1, column: 1), "the file is empty; a policy starts with policy: NAME")
                    return nil
                }
                return convert(node, masked, problems)
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                let mark = Mark(line: context.mark.line, column: context.mark.column)
                guard masked.mask(at: mark) else {
                    problems.add(mark, "the key \(keys.joined(separator: ", ")) stands twice; each may stand once")
                    return nil
                }
            } catch {
                problems.add(syntax(error))
                return nil
            }
        }
    }

    private static func convert(_ node: Node, _ masked: MaskedText, _ problems: Problems) -> Yaml {
        let mark = Mark(node.mark)
        switch node {
        case .scalar(let scalar):
            let isNothing = scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            return Yaml(mark: mark, value: isNothing ? .nothing : .text(scalar.string))
        case .sequence(let items):
            return Yaml(mark: mark, value: .list(items.map { convert($0, masked, problems) }))
        case .mapping(let pairs):
            return Yaml(mark: mark, value: .map(entries(pairs, masked, problems)))
        case .alias:
            problems.add(mark, "an alias stands for nothing here; write the value itself")
            return Yaml(mark: mark, value: .nothing)
        }
    }

    private static func entries(_ pairs: Node.Mapping, _ masked: MaskedText, _ problems: Problems) -> [Entry] {
        var entries: [Entry] = []
        for (key, value) in pairs {
            let mark = Mark(key.mark)
            guard let scalar = key.scalar else {
                problems.add(mark, "a key is a word, not \(convert(key, masked, problems).seen)")
                continue
            }
            let name = masked.original(at: mark) ?? scalar.string
            if let first = entries.first(where: { $0.key == name }) {
                problems.add(
                    mark, "the key \"\(name)\" stands twice, first in line \(first.mark.line); each may stand once")
            } else {
                entries.append(Entry(key: name, mark: mark, value: convert(value, masked, problems)))
            }
        }
        return entries
    }

    private static func syntax(_ error: any Error) -> (Mark, String) {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            let before = context.map { "\($0.text), " } ?? ""
            return (Mark(mark), "not YAML: \(before)\(problem)")
        case YamlError.reader(let problem, let offset, _, let text):
            return (Mark(offset: offset ?? 0, in: text), "not YAML: \(problem)")
        default:
            return (Mark(line: 1, column: 1), "not YAML: \(error)")
        }
    }
}

extension Problems {
    fileprivate func add(_ problem: (mark: Yaml.Mark, text: String)) { add(problem.mark, problem.text) }
}

extension Yaml.Mark {
    fileprivate init(_ mark: Yams.Mark?) { self.init(line: mark?.line ?? 1, column: mark?.column ?? 1) }

    /// - Parameter offset: in characters, as Yams counts here.
    fileprivate init(offset: Int, in text: String) {
        let before = text.prefix(offset)
        let line = before.split(separator: "\n", omittingEmptySubsequences: false)
        self.init(line: line.count, column: (line.last?.unicodeScalars.count ?? 0) + 1)
    }
}
