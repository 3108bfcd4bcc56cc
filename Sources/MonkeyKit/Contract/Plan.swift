/// What a monkey wants to do: plain data. Another applies it.
package struct Plan: Sendable {
    /// Applied in this order, undone in the opposite one.
    package let effects: [any Effect]
    package let end: PlanEnd
    /// Worth telling before the strike: "nginx.socket will start nginx.service again at the first connection".
    package let notes: [String]

    package init(effects: [any Effect], end: PlanEnd = .duration, notes: [String] = []) {
        self.effects = effects
        self.end = end
        self.notes = notes
    }
}

/// What ends an attack before somebody stops it.
package enum PlanEnd: String, Codable, Sendable {
    /// Its duration.
    case duration
    /// Every effect's `hold` has returned, at the latest its duration: a kill is over when the victim is back.
    case settled
}
