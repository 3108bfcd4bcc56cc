package import MonkeyKit

/// The blast radius: how much may be hit at once, how often, for how long.
package struct Limits: Hashable, Sendable {
    /// Of a group's consenting targets, under attack at one time, this attack included. A percentage is rounded down.
    package var targets: Amount = .count(1)
    /// Of a group's targets: so many stay healthy and not under attack. A percentage is rounded up.
    package var keepHealthy: Amount = .count(0)
    /// Attacks of this policy at one time.
    package var concurrent: Int = 1
    /// From the end of an attack on a target to the next one's start.
    package var cooldown: Span = .zero
    /// Attacks on one group in one day of the policy's time zone; nil for any number.
    package var perDay: Int?
    package var duration: Span = .minutes(10)
    package var allowOverride: Set<Override> = []

    package init() {}
}

/// A count, or a percentage of something counted elsewhere.
package enum Amount: Hashable, Sendable, Notation {
    case count(Int)
    case percent(Percent)

    package static let form = "a count such as 2 or a percentage such as 25%"

    package init?(notation text: String) {
        if let percent = Percent(notation: text), percent.value <= 100 {
            self = .percent(percent)
        } else if let count = Int(text), count >= 0, text.first != "+" {
            self = .count(count)
        } else {
            return nil
        }
    }

    package var notation: String {
        switch self {
        case .count(let count): String(count)
        case .percent(let percent): percent.notation
        }
    }

    /// So that no rounding ever allows more.
    package func roundedDown(of whole: Int) -> Int {
        switch self {
        case .count(let count): count
        case .percent(let percent): Int((percent.value * Double(whole) / 100 + 1e-9).rounded(.down))
        }
    }

    /// So that no rounding ever protects fewer.
    package func roundedUp(of whole: Int) -> Int {
        switch self {
        case .count(let count): count
        case .percent(let percent): Int((percent.value * Double(whole) / 100 - 1e-9).rounded(.up))
        }
    }

    var isNothing: Bool {
        switch self {
        case .count(let count): count == 0
        case .percent(let percent): percent.value <= 0
        }
    }
}

/// A rule that a person may overrule where the policy allows it, with a reason that goes into the trail.
package enum Override: String, Choice, Codable {
    case window, cooldown
}
