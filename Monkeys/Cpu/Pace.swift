/// Turns a share of one CPU into slices of work, and carries over what a slice missed: over a second or two the CPU time
/// used is the share, whatever the scheduler did meanwhile. Times are nanoseconds.
struct Pace {
    /// What is owed beyond this is forgotten, so that a starved hog does not make up for it in one burst.
    static let patience = 200_000_000.0

    private var owed = 0.0
    private var last: (now: UInt64, own: UInt64)?

    /// - Parameters:
    ///   - share: of one CPU, 0 to 1, since the last call.
    ///   - own: CPU time this thread has used so far.
    /// - Returns: the CPU time to use now.
    mutating func work(share: Double, now: UInt64, own: UInt64) -> UInt64 {
        if let last {
            owed += share * Double(now - last.now) - Double(own - last.own)
            owed = min(max(owed, -Self.patience), Self.patience)
        }
        last = (now, own)
        return UInt64(max(0, owed))
    }
}
