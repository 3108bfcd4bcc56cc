import Host
import MonkeyKit
import Testing

@testable import Cpu

/// The control law against a CPU made of numbers: no clock, no noise but what a case asks for.
@Suite struct LoadControlTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let level: Double
        /// What others want of the CPU, by the second.
        let others: @Sendable (Double) -> Double
        /// What the load has to be from the fifth second after the last change on.
        let expected: Double
        /// Points of the worst two seconds.
        var within = 1.0
        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(name: "alone", level: 0.6, others: { _ in 0 }, expected: 0.6),
        Case(name: "beside steady others", level: 0.6, others: { _ in 0.25 }, expected: 0.6),
        Case(name: "others already above", level: 0.4, others: { _ in 0.7 }, expected: 0.7),
        Case(name: "others want all of it", level: 0.4, others: { _ in 1 }, expected: 1),
        Case(name: "others come", level: 0.5, others: { $0 < 10 ? 0 : 0.3 }, expected: 0.5),
        Case(name: "others go", level: 0.5, others: { $0 < 10 ? 0.9 : 0.1 }, expected: 0.5),
        Case(name: "all of it", level: 1, others: { _ in 0.3 }, expected: 1),
        Case(
            name: "others by turns", level: 0.5, others: { Int($0 * 10) % 2 == 0 ? 0.4 : 0 }, expected: 0.5,
            within: 1.5),
    ])
    func reaches(_ row: Case) throws {
        var control = LoadControl()
        var pace = Pace()
        let slice = 0.016
        var (now, own, used, share, look) = (0.0, 0.0, 0.0, 0.0, 0.0)
        var line: [(now: Double, used: Double)] = []
        var seed = SeededGenerator(seed: 1)
        while now < 25 {
            if now >= look {
                // As the kernel tells it: in whole ticks.
                let seen = GaugeReading(capacity: now * 1e9, used: (used * 100).rounded(.down) * 1e7)
                share = control.share(level: row.level, reading: seen, own: own * 1e9) ?? 0
                look = now + 0.2
            }
            let work = Double(pace.work(share: share, now: UInt64(now * 1e9), own: UInt64(own * 1e9))) / 1e9
            let step = slice * (0.75 + seed.unit() / 2)
            let wanted = row.others(now) * step
            // A fair scheduler: half each when both want more than there is.
            let got = min(work, step, max(step - wanted, step / 2))
            own += got
            used += got + min(wanted, step - got)
            now += step
            line.append((now, used))
        }
        var worst = 0.0
        for (at, end) in line.enumerated() where end.now >= 17 {
            guard let start = line[..<at].last(where: { $0.now <= end.now - 2 }) else { continue }
            worst = max(worst, abs((end.used - start.used) / (end.now - start.now) - row.expected))
        }
        #expect(worst * 100 <= row.within, "worst two seconds off by \(worst * 100) points")
    }

    @Test func paceCarriesOverWhatASliceMissed() {
        var pace = Pace()
        var (now, own): (UInt64, UInt64) = (0, 0)
        _ = pace.work(share: 0.5, now: now, own: own)
        for turn in 0..<1000 {
            now += 20_000_000
            let work = pace.work(share: 0.5, now: now, own: own)
            // Every other slice gets nothing of what it wants.
            if turn % 2 == 0 { own += work }
        }
        #expect(abs(Double(own) / Double(now) - 0.5) < 0.002)
    }

    @Test func paceForgetsWhatItCannotMakeUpFor() {
        var pace = Pace()
        _ = pace.work(share: 1, now: 0, own: 0)
        #expect(pace.work(share: 1, now: 60_000_000_000, own: 0) == 200_000_000)
    }

    @Test func busyIsWhatIsNeitherIdleNorStolen() {
        let reading = Gauge.reading(IdleTime(idle: 3_200_000_000, stolen: 400_000_000), now: 10_000_000_000)
        #expect(reading == GaugeReading(capacity: 9.6e9, used: 6.4e9))
    }

    @Test func aCPUThatIsNotThereHasNoReading() throws {
        let host = Host()
        let first = try #require(host.cpus.online().numbers.first)
        #expect(Gauge.cpu(first).read(host, now: 1_000_000_000) != nil)
        #expect(Gauge.cpu(4000).read(host, now: 1_000_000_000) == nil)
        #expect(Gauge.cgroup("/monkey-not-there", capacity: 1).read(host, now: 1) == nil)
    }

    /// A hog reads five times a second, on slow machines too: a reading that costs milliseconds is the load itself.
    @Test func readingIsCheap() throws {
        let host = Host()
        let cpu = try #require(host.cpus.online().numbers.first)
        #expect(cost { _ = host.cpus.idleTime(of: cpu) } < 0.5, "milliseconds for a CPU")
        let cgroups = Cgroups(root: "/sys/fs/cgroup/unified").isV2 ? Cgroups(root: "/sys/fs/cgroup/unified") : Cgroups()
        #expect(cost { _ = cgroups.cpuUsage(of: "/") } < 0.5, "milliseconds for a cgroup")
    }

    /// Milliseconds of CPU time for one call, the least of ten.
    private func cost(_ call: () -> Void) -> Double {
        (0..<10).map { _ in
            let start = Cpus.threadTime()
            call()
            return Double(Cpus.threadTime() - start) / 1e6
        }.min() ?? 0
    }

    @Test func logKeepsTheMeanAndTheWorst() {
        let log = LoadLog(asked: 50)
        #expect(log.measurements("x").isEmpty)
        var used = 0.0
        log.add(GaugeReading(capacity: 0, used: 0))
        for (second, load) in [50.0, 50, 60, 50, 30, 50].enumerated() {
            used += load * 1e7
            log.add(GaugeReading(capacity: Double(second + 1) * 1e9, used: used))
        }
        #expect(log.measurements("x").map(\.value) == [48.33, 40])
        #expect(log.measurements("x").map(\.asked) == [50, 50])
    }
}
