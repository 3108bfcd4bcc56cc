package import MonkeyKit
package import Policy
package import Trail

/// What somebody means by `monkey unleash …`, or what the tick or a drill asks for.
package struct UnleashRequest: Sendable {
    package var monkey: String
    package var asked: Asked
    package var options: OptionValues
    package var duration: Span?
    package var seed: UInt64
    /// As typed, for the record of a refusal.
    package var words: [String]
    package var overrides: Set<Override>
    package var origin: Origin
    /// The command whose death rolls the attack back; nil when detached.
    package var isFollowed: Bool

    package init(
        monkey: String, asked: Asked, options: OptionValues, duration: Span?, seed: UInt64,
        words: [String], overrides: Set<Override>, origin: Origin, isFollowed: Bool
    ) {
        self.monkey = monkey
        self.asked = asked
        self.options = options
        self.duration = duration
        self.seed = seed
        self.words = words
        self.overrides = overrides
        self.origin = origin
        self.isFollowed = isFollowed
    }
}
