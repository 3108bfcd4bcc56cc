import Glibc
import MonkeyKit
import Policy
import Testing
import Trail
import Troop

/// The kill switch: everything comes back, nothing starts, and it lasts.
@Suite struct HaltTests {
    @Test func everythingComesBackAndItLasts() async throws {
        let fixture = try TroopFixture()
        _ = try await fixture.begin([fixture.scribble("a", before: "1")])
        _ = try await fixture.begin([fixture.scribble("b", before: "2")])
        let recovered = try await fixture.troop.halt(reason: "the pager\nrang")
        #expect(recovered.count == 2)
        #expect(fixture.read("a") == "1")
        #expect(fixture.read("b") == "2")
        #expect(fixture.troop.halted() == "the pager\\u{a}rang", "one line")
        let another = Troop(
            host: fixture.troop.host, paths: fixture.troop.paths, monkeys: [], trail: fixture.troop.trail,
            executable: "/bin/false", version: "0.1.0")
        #expect(another.halted() != nil, "for every process")
        try fixture.troop.resume(why: "done")
        #expect(fixture.troop.halted() == nil)
        try fixture.troop.resume(why: "twice is no error")
    }

    @Test func aFileThatSomebodyTouchedIsEnough() throws {
        let fixture = try TroopFixture()
        #expect(fixture.troop.halted() == nil)
        try fixture.write("", to: "state/halt")
        #expect(fixture.troop.halted() == "\(fixture.troop.paths.haltFile) exists")
    }

    @Test("nothing begins", .enabled(if: geteuid() == 0, "needs root"))
    func nothingBegins() async throws {
        let fixture = try TroopFixture()
        _ = try await fixture.troop.halt(reason: "the pager rang")
        let request = UnleashRequest(
            monkey: "scribble", asked: .any, options: OptionValues([:]), duration: nil, seed: 1, words: [],
            overrides: [],
            origin: Origin(
                caller: Caller(uid: 0, loginUID: nil, sudoUser: nil, tty: nil, sshClient: nil), via: .unleash),
            isFollowed: false)
        await #expect(throws: Refusal.self) { try await fixture.troop.prepare(request) }
        #expect(try fixture.troop.trail.open().isEmpty)
    }
}
