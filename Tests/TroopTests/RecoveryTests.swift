import Host
import MonkeyKit
import Testing
import Trail
import Troop

/// What is open and in nobody's hands goes back, whoever comes by; what cannot go back is said.
@Suite struct RecoveryTests {
    @Test func whatNobodyHoldsIsTakenBackLastFirst() async throws {
        let fixture = try TroopFixture()
        let intent = try await fixture.begin([
            fixture.scribble("a", before: "was here"), fixture.scribble("b"), fixture.scribble("c", before: ""),
        ])
        #expect(fixture.read("a") == intent.attack.text)
        let recovered = try await fixture.troop.recover()
        #expect(recovered.map(\.attack) == [intent.attack])
        #expect(recovered.first?.ending.outcome == .aborted)
        #expect(fixture.read("a") == "was here")
        #expect(fixture.read("b") == nil)
        #expect(fixture.read("c") == "")
        #expect(fixture.read("order") == "c b a ")
        #expect(try fixture.troop.trail.open().isEmpty)
        #expect(
            try fixture.steps(of: intent.attack) == [
                "2 reverted", "2 verified", "1 reverted", "1 verified", "0 reverted", "0 verified",
            ])
        #expect(try await fixture.troop.recover().isEmpty, "once is enough")
    }

    @Test func whatHadNotBegunIsClosedToo() async throws {
        let fixture = try TroopFixture()
        let intent = try await fixture.begin([fixture.scribble("a", before: "was here")], apply: false)
        #expect(try await fixture.troop.recover().map(\.attack) == [intent.attack])
        #expect(fixture.read("a") == "was here")
        #expect(try fixture.troop.trail.open().isEmpty)
    }

    @Test("left alone while somebody holds it", arguments: AttackLock.Role.allCases)
    func held(role: AttackLock.Role) async throws {
        let fixture = try TroopFixture()
        let intent = try await fixture.begin([fixture.scribble("a", before: "was here")])
        let lock = AttackLock(intent.attack, in: fixture.troop.paths)
        // Locks of one process do not exclude each other through one open file; this is another one.
        let held = try #require(try lock.take(role, as: nil))
        #expect(try await fixture.troop.recover().isEmpty)
        #expect(fixture.read("a") == intent.attack.text)
        withExtendedLifetime(held) {}
    }

    @Test func whatSomebodyChangedIsLeftAlone() async throws {
        let fixture = try TroopFixture()
        let intent = try await fixture.begin([fixture.scribble("a", before: "was here"), fixture.scribble("b")])
        try fixture.write("a person's", to: "a")
        let ending = try #require(try await fixture.troop.recover().first?.ending)
        #expect(fixture.read("a") == "a person's")
        #expect(fixture.read("b") == nil, "the rest goes back all the same")
        #expect(ending.outcome == .incomplete)
        #expect(ending.foreign.count == 1)
        #expect(ending.person == ["look at \(fixture.folder)/a"])
        #expect(try fixture.steps(of: intent.attack).contains("0 foreign"))
    }

    @Test("an undo that fails", arguments: [Scribble.Flaw.revertFails, .staysApplied])
    func failing(flaw: Scribble.Flaw) async throws {
        let fixture = try TroopFixture()
        let intent = try await fixture.begin([
            fixture.scribble("a", before: "was here"), fixture.scribble("b", flaw: flaw),
        ])
        let ending = try #require(try await fixture.troop.recover().first?.ending)
        #expect(ending.outcome == .incomplete)
        #expect(ending.exitCode == 5)
        #expect(ending.person.contains("restore \(fixture.folder)/b"), "the exact step for a person")
        #expect(fixture.read("a") == "was here", "one that fails does not keep the others")
        #expect(fixture.read("order") == "b b b a ", "tried three times")
        #expect(try fixture.steps(of: intent.attack) == ["1 failed", "0 reverted", "0 verified"])
    }

    @Test func afterARebootOnlyTheDiskIsLeft() async throws {
        let fixture = try TroopFixture()
        _ = try await fixture.begin([fixture.scribble("a", before: "was here")], boot: "another boot")
        let ending = try #require(try await fixture.troop.recover().first?.ending)
        #expect(ending.text.hasPrefix("the host was restarted"))
        #expect(fixture.read("a") == "was here")
    }

    @Test func anEffectOfAnotherVersionIsHandedToAPerson() async throws {
        let fixture = try TroopFixture()
        let intent = try await fixture.begin([fixture.scribble("a", before: "was here")])
        let stranger = Troop(
            host: fixture.troop.host, paths: fixture.troop.paths, monkeys: [], trail: fixture.troop.trail,
            executable: "/bin/false", version: "0.2.0")
        let ending = try #require(try await stranger.recover(intent))
        #expect(ending.outcome == .incomplete)
        #expect(ending.person == ["restore \(fixture.folder)/a"])
    }

    @Test func anAttackNobodyCanReadIsLost() async throws {
        let fixture = try TroopFixture()
        let intent = try await fixture.begin([fixture.scribble("a", before: "was here")])
        try fixture.troop.trail.append([.active(intent.attack, Activation(nanoseconds: 1))])
        let segment = fixture.troop.paths.state + "/trail/00000001.jsonl"
        let text = try #require(fixture.read("state/trail/" + segment.split(separator: "/").last!))
        try fixture.write(
            text.replacing("\"plan\":", with: "\"plna\":"), to: "state/trail/" + segment.split(separator: "/").last!)
        let again = Trail(stateDirectory: fixture.troop.paths.state, host: fixture.troop.host)
        #expect(try again.state().lost.map(\.id) == [intent.attack])
    }
}
