import Testing

@testable import Host

/// By itself and one after the other: the system bus goes away under everybody.
@Suite("A bus that goes away", .serialized, .enabled(if: isSystemdLab, "run `make lab`"), .timeLimit(.minutes(5)))
struct LostBusTests {
    @Test("the next call makes a new connection; a stream of changes ends")
    func restarted() async throws {
        let direct = Units(address: Bus.privateAddress)
        let units = Units()
        let changes = try await units.changes(of: "cron.service")
        #expect(try await direct.restart("dbus.service") == .done)
        for await _ in changes {}
        #expect(try await units.facts(of: "cron.service")?.isActive == true)
    }

    @Test("without a bus, systemd's own socket serves")
    func absent() async throws {
        let direct = Units(address: Bus.privateAddress)
        let units = Units()
        #expect(try await units.facts(of: "cron.service")?.isActive == true)
        #expect(try await direct.stop("dbus.socket") == .done)
        #expect(try await direct.stop("dbus.service") == .done)
        #expect(try await units.facts(of: "cron.service")?.isActive == true)
        #expect(try await units.restart("cron.service") == .done)
        #expect(try await direct.start("dbus.socket") == .done)
        #expect(try await Units().facts(of: "cron.service")?.isActive == true)
    }
}
