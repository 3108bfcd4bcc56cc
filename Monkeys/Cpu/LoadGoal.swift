package import MonkeyKit

/// How much load, of what is there to be used: the chosen CPUs, or what a unit may use of them.
package enum LoadGoal: Codable, Hashable, Sendable {
    /// So much in all, whoever makes it: our own share is what is missing.
    case load(Percent)
    /// So much of our own, whatever others do.
    case add(Percent)

    package var level: Percent {
        switch self {
        case .load(let level), .add(let level): level
        }
    }

    /// For people, after the name of what is loaded.
    package var words: String {
        switch self {
        case .load(let level): "busy at \(level.notation) in all"
        case .add(let level): "loaded with \(level.notation) more"
        }
    }

    private enum Key: String, CodingKey { case load, add }

    /// In the trail as on the command line: `{"load": "60%"}`.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        if let level = try values.decodeIfPresent(Percent.self, forKey: .load) {
            self = .load(level)
        } else {
            self = .add(try values.decode(Percent.self, forKey: .add))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        switch self {
        case .load(let level): try values.encode(level, forKey: .load)
        case .add(let level): try values.encode(level, forKey: .add)
        }
    }
}
