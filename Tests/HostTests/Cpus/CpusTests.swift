import Glibc
import Testing

@testable import Host

@Suite("How busy the CPUs are")
struct CPUSampleTests {
    static func sample(_ text: String) -> CPUSample {
        CPUSample(stat: text, uptime: BootClock.Instant(nanoseconds: 0))
    }

    @Test("is read for every CPU; idle, waiting for I/O and stolen time are not busy, guests are not counted twice")
    func reading() {
        let sample = Self.sample(
            """
            cpu  20 2 4 160 20 2 2 100 12 0
            cpu0 10 1 2 80 10 1 1 50 6 0
            cpu13 0 0 0 0 0 0 0 0 0 0
            intr 12345 0 0
            cpuX 1 2 3 4 5 6 7
            cpu2 1 2 3

            """)
        #expect(sample.counters.keys.sorted() == [0, 13])
        #expect(sample.counters[0] == CPUSample.Counters(busy: 15, total: 105))
        #expect(sample.counters[13] == CPUSample.Counters(busy: 0, total: 0))
    }

    static let start = "cpu0 100 0 0 100 0 0 0 0\ncpu1 100 0 0 100 0 0 0 0\n"

    @Test(
        "is the share between two samples",
        arguments: [
            ("cpu0 150 0 0 150 0 0 0 0\ncpu1 100 0 0 200 0 0 0 0\n", nil, 25),
            ("cpu0 150 0 0 150 0 0 0 0\ncpu1 100 0 0 200 0 0 0 0\n", "0", 50),
            ("cpu0 150 0 0 150 0 0 0 0\ncpu1 100 0 0 200 0 0 0 0\n", "1", 0),
            ("cpu0 200 0 0 100 0 0 0 0\ncpu1 200 0 0 100 0 0 0 0\n", nil, 100),
            (start, nil, nil),
            ("cpu0 150 0 0 150 0 0 0 0\ncpu1 100 0 0 200 0 0 0 0\n", "7", nil),
            // One CPU went offline between the samples, another came.
            ("cpu0 150 0 0 150 0 0 0 0\ncpu2 900 0 0 900 0 0 0 0\n", nil, 50),
            // The idle counter stepped back.
            ("cpu0 150 0 0 99 0 0 0 0\n", "0", 100),
        ] as [(String, String?, Double?)])
    func load(end: String, cpus: String?, expected: Double?) {
        let load = CPUSample.load(
            from: Self.sample(Self.start), to: Self.sample(end), cpus: cpus.flatMap { CPUSet($0) })
        #expect(load == expected)
    }

    @Test("is there for every CPU that is online")
    func live() throws {
        let online = try Cpus().online()
        #expect(online.count >= 1)
        #expect(Set(try Cpus().sample().counters.keys).isSuperset(of: online.numbers))
    }

    @Test("a thread's own time grows as it works, and only then by much")
    func threadTime() {
        let before = Cpus.threadTime()
        var sum: UInt64 = 0
        while Cpus.threadTime() - before < 1_000_000 { sum &+= 1 }
        #expect(sum > 0)
    }

    @Test("a process is pinned where it should be")
    func affinity() async throws {
        let first = CPUSet([try #require(try Cpus().online().numbers.first)])
        try await withChild { child in
            try Cpus().setAffinity(first, of: child.identity.pid)
            let status = try readText("/proc/\(child.identity.pid)/status")
            #expect(status.contains("Cpus_allowed_list:\t\(first)\n"))
            #expect(throws: HostError.self) { try Cpus().setAffinity(CPUSet([8000]), of: child.identity.pid) }
        }
    }
}
