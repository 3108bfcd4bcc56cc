internal import Host
internal import MonkeyKit

/// The program of one hog: `monkey hog cpu …`, started by the keeper and by nobody else.
///
/// It ends with its keeper within two slices (it asks who its parent is, because the signal of PR_SET_PDEATHSIG would come
/// when a mere thread of the keeper ends), by itself when its time is over, and first of all when memory runs out.
package enum CpuHog {
    /// - Parameter arguments: behind `hog cpu`.
    /// - Returns: never; exit status 0 when its time was over or its keeper gone, 64 for words it does not know, 1 when it
    ///   could not do what it was told.
    package static func run(arguments: [String]) -> Never {
        guard let orders = HogOrders(arguments) else { exitNow(64) }
        do {
            try OwnProcess.setOOMScoreAdjust(1000)
            let host = Host()
            if let cgroup = orders.cgroup { try host.cgroups.add(ownPID, to: cgroup) }
            try host.cpus.setAffinity(orders.cpus)
            work(orders, host) { parentPID == orders.keeper }
            exitNow(0)
        } catch {
            exitNow(1)
        }
    }

    /// Works in the calling thread until its time is over or `isWanted` says no.
    static func work(_ orders: HogOrders, _ host: Host, while isWanted: () -> Bool) {
        let start = Cpus.bootNanoseconds()
        let end = start + UInt64(orders.limit.nanoseconds)
        var shifts = SeededGenerator(seed: start ^ UInt64(orders.cpus.numbers.first ?? 0))
        var control = HogControl(orders)
        var pace = Pace()
        while isWanted() {
            let now = Cpus.bootNanoseconds()
            guard now < end else { return }
            let share = control.share(at: now - start, now: now, own: Cpus.threadTime(), host)
            let own = Cpus.threadTime()
            let work = pace.work(share: share, now: now, own: own)
            // Of uneven length, so as never to march in step with the ticks by which others measure.
            let slice = now + 12_000_000 + UInt64(shifts.below(8_000_000))
            Cpus.burn(until: own + work, notAfter: slice)
            Cpus.pause(until: slice)
        }
    }
}
