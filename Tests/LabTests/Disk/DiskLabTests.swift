import Foundation
import Host
import MonkeyKit
import Testing

@testable import Disk

/// The real disk of the lab: ext4 of 512 MB on /srv/data, with root's reserve.
@Suite(.serialized) struct DiskLabTests {
    static let path = "/srv/data"

    private func context() -> EffectContext { EffectContext(host: Host(), attack: attackOfTests, grip: Grip()) }

    private func effect(_ options: [String: String]) async throws -> any Effect {
        let request = PlanRequest(
            attack: attackOfTests, targets: [.filesystem(Self.path)], options: OptionValues(options),
            duration: .seconds(60), stateDirectory: "/var/lib/monkey", seed: 7)
        return try #require(try await DiskMonkey().plan(request, on: Host()).effects.first)
    }

    @Test(arguments: ["50%", "83%", "100%"], [false, true])
    func percent(level: String, isVisible: Bool) async throws {
        let before = try DiskUsage(Self.path)
        let effect = try await effect(["fill": level, "visible": "\(isVisible)"])
        let context = context()
        try await effect.apply(context)
        let seen = try DiskUsage(Self.path)
        let asked = try #require(Percent(notation: level)).value
        #expect(abs(seen.percent - asked) <= 0.01, "\(seen)")
        if asked == 100 {
            #expect(seen.available == 0)
            #expect(throws: (any Error).self, "an ordinary user has nothing left") {
                try Volume.sh(
                    "install -d -o nobody /srv/data/.nobody && "
                        + "setpriv --reuid nobody --clear-groups sh -c 'head -c 9000 /dev/zero > /srv/data/.nobody/x'")
            }
            try Volume.sh("rm -rf /srv/data/.nobody")
        }
        #expect(try Volume.sh("ls -A /srv/data | grep -c '^.monkey-' || true") == (isVisible ? "1" : "0"))
        #expect(try await effect.revert(context) == .undone)
        let after = try DiskUsage(Self.path)
        #expect(abs(after.used - before.used) <= 8192, "a new directory block may stay")
    }

    @Test func contract() async throws {
        let place = try FillPlace(Self.path)
        try await expectContract(
            of: { FillEffect(place: place, goal: .fill(Percent(60)), name: ".monkey-lab.fill") },
            snapshot: { "\(try DiskUsage(Self.path))" })
        let path = "\(Self.path)/.monkey-lab.fill"
        try await expectContract(
            of: {
                VisibleFillEffect(
                    place: place, goal: .fill(Percent(60)), attack: attackOfTests, name: ".monkey-lab.fill")
            },
            foreign: [
                ForeignChange("a symbolic link planted") {
                    try Volume.sh("rm \(path) && ln -s /etc/passwd \(path)")
                } isStillThere: {
                    (try? Volume.sh("test -L \(path) && test -s /etc/passwd")) != nil
                } clear: {
                    try Volume.sh("rm -f \(path)")
                }
            ],
            snapshot: { "\(try DiskUsage(Self.path))" })
    }

    @Test func followsOthers() async throws {
        let effect = try await effect(["fill": "70%"])
        let context = context()
        try await effect.apply(context)
        let keeper = Task { try await effect.hold(context) { _ in } }
        func isAtLevel() throws -> Bool { abs(try DiskUsage(Self.path).percent - 70) < 0.02 }
        try Volume.sh("head -c 90000000 /dev/urandom > /srv/data/others && sync -f /srv/data")
        #expect(try await Volume.eventually(isAtLevel), "after others grew")
        try Volume.sh("rm /srv/data/others && sync -f /srv/data")
        #expect(try await Volume.eventually(isAtLevel), "after others shrank")
        keeper.cancel()
        _ = try? await keeper.value
        #expect(try await effect.revert(context) == .undone)
    }
}
