import Host
import MonkeyKit
import Testing

@testable import Cpu

@Suite struct CpuPlanTests {
    private func plan(_ options: [String: String], _ target: Target = .host) async throws -> CpuLoadEffect {
        let request = PlanRequest(
            attack: attackOfTests, targets: [target], options: OptionValues(options), duration: .seconds(60),
            stateDirectory: "/var/lib/monkey", seed: 1)
        return try #require(try await CpuMonkey().plan(request, on: Host()).effects.first as? CpuLoadEffect)
    }

    @Test func plans() async throws {
        let online = try Host().cpus.online()
        let all = try await plan([:])
        #expect(all.goal == .load(Percent(80)) && all.cpus == online && all.claims == [Claim("cpu")])
        #expect(all.calls.count == online.count, "one hog for each CPU")
        #expect(all.limit == .seconds(120), "a minute after the attack the hogs end by themselves")
        let one = try await plan(["add": "30%", "cpus": "0", "ramp": "30s"])
        #expect(one.goal == .add(Percent(30)) && one.cpus == CPUSet([0]) && one.ramp == .seconds(30))
        #expect(one.summary == "CPUs 0 loaded with 30% more")
    }

    @Test func refuses() async {
        await #expect(throws: UsageProblem.self) { try await plan(["add": "30%", "load": "30%"]) }
        await #expect(throws: Refusal.self) { try await plan(["cpus": "0,4000"]) }
        await #expect(throws: UsageProblem.self) { try await plan([:], .interface("lo")) }
    }

    @Test func options() throws {
        let table = CpuMonkey().options
        #expect(throws: UsageProblem.self) { try table.read(["--cpus", "3-1"], monkey: "cpu") }
        #expect(throws: UsageProblem.self) { try table.read(["--load", "101%"], monkey: "cpu") }
        #expect(try table.read(["--load=60%", "--cpus=0-3,5"], monkey: "cpu")[name: "cpus"] == "0-3,5")
    }

    @Test func ordersAreReadAsWritten() throws {
        let orders = HogOrders(
            attack: attackOfTests, keeper: 42, goal: .load(Percent(62.5)), cpus: CPUSet([0, 1, 4]),
            cgroup: "/system.slice/x.service", capacity: 1.5, hogs: 2, ramp: .seconds(30), limit: .minutes(3))
        #expect(HogOrders(Array(orders.words.dropFirst(2))) == orders)
        #expect(HogOrders.name(attackOfTests, in: ["/usr/bin/monkey"] + orders.words))
        #expect(!HogOrders.name(AttackID(milliseconds: 0, random: 9), in: ["/usr/bin/monkey"] + orders.words))
        for at in orders.words.indices.dropFirst(2) {
            var words = orders.words
            words[at] = "x"
            let read = HogOrders(Array(words.dropFirst(2)))
            #expect(read == nil || read != orders, "\(words)")
        }
        #expect(HogOrders([]) == nil)
    }
}
