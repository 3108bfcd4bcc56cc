import Host
import Testing

@testable import MonkeyKit

/// The network effects held to the contract, each in a network namespace of its own.
@Suite(.serialized) struct LatencyEffectTests {
    @Test(
        "the link with the emulator",
        .enabled("needs root and sch_netem") {
            await Namespace.can("qdisc add dev here root netem delay 1ms")
        })
    func link() async throws {
        try await Namespace.with { space in
            let netem = Netem(
                delay: .milliseconds(100), jitter: .milliseconds(10), correlation: Percent(25), distribution: .normal,
                limit: 10_000)
            let name = NetemLink.name(of: attackOfTests)
            let tools = space.host.tools
            try await expectContract(
                of: { NetemLink(owner: attackOfTests, netem: netem, loadsModule: false, hasIPv6: true) },
                host: space.host,
                foreign: [
                    ForeignChange("a link of another kind under our name") {
                        try await tools.check(.ip, ["link", "del", name])
                        try await tools.check(.ip, ["link", "add", name, "type", "dummy"])
                    } isStillThere: {
                        try await space.host.network.link(name)?.kind == "dummy"
                    } clear: {
                        try await tools.check(.ip, ["link", "del", name])
                    },
                    ForeignChange("somebody else's ifb under our name") {
                        try await tools.check(.ip, ["link", "set", name, "alias", "theirs"])
                    } isStillThere: {
                        try await space.host.network.link(name)?.alias == "theirs"
                    } clear: {
                        try await tools.check(.ip, ["link", "del", name])
                    },
                ], snapshot: { try await space.snapshot() })
        }
    }

    @Test(
        "the redirect, on a clsact of ours",
        .enabled("needs root and cls_u32") {
            await Namespace.can("qdisc add dev here clsact", u32)
        })
    func redirect() async throws {
        try await Namespace.with { space in
            try await space.addLink()
            try await expectContract(
                of: { space.redirect(makesClsact: true) }, host: space.host,
                foreign: [space.foreignFilter, space.filterAtOurPlace],
                snapshot: { try await space.snapshot() })
        }
    }

    @Test(
        "the redirect, on somebody's clsact",
        .enabled("needs root and cls_u32") {
            await Namespace.can("qdisc add dev here clsact", u32)
        })
    func redirectOnTheirs() async throws {
        try await Namespace.with { space in
            try await space.addLink()
            try await space.tc("qdisc add dev here clsact")
            try await space.tc(
                "filter add dev here egress pref 7 protocol ip u32 match ip dst 10.9.9.9 action mirred egress redirect dev there"
            )
            try await space.tc("qdisc add dev here root handle 1: htb default 10")
            try await space.tc("class add dev here parent 1: classid 1:10 htb rate 100mbit")
            try await expectContract(
                of: { space.redirect(makesClsact: false) }, host: space.host, foreign: [space.foreignFilter],
                snapshot: { try await space.snapshot() })
        }
    }

    @Test(
        "a clsact that appeared after the plan is not taken for ours",
        .enabled("needs root and cls_u32") {
            await Namespace.can("qdisc add dev here clsact", u32)
        })
    func lateClsact() async throws {
        try await Namespace.with { space in
            try await space.addLink()
            try await space.tc("qdisc add dev here clsact")
            let before = try await space.snapshot()
            let context = EffectContext(host: space.host, attack: attackOfTests, grip: Grip())
            let effect = space.redirect(makesClsact: true)
            await #expect(throws: HostError.self) { try await effect.apply(context) }
            #expect(try await effect.revert(context) == .nothingToDo)
            #expect(try await space.snapshot() == before)
        }
    }

    @Test(
        "an apply that died half way is undone and completed",
        .enabled("needs root and cls_u32") {
            await Namespace.can("qdisc add dev here clsact", u32)
        })
    func halfWay() async throws {
        try await Namespace.with { space in
            try await space.addLink()
            let before = try await space.snapshot()
            let context = EffectContext(host: space.host, attack: attackOfTests, grip: Grip())
            let effect = space.redirect(makesClsact: true)
            try await space.tc("qdisc add dev here clsact")
            #expect(try await effect.revert(context) == .undone)
            #expect(try await space.snapshot() == before)
            try await space.tc("qdisc add dev here clsact")
            try await space.host.tools.check(
                .tc, effect.filters[0].addition(to: "here", link: effect.link, cookie: effect.cookie))
            guard case .foreign = try await effect.inspect(context) else {
                Issue.record("half a redirect is not called one")
                return
            }
            try await effect.apply(context)
            #expect(try await effect.inspect(context) == .applied)
            try await space.host.tools.check(.ip, ["link", "set", "here", "down"])
            try await space.host.tools.check(.ip, ["link", "set", "here", "name", "renamed"])
            #expect(try await effect.revert(context) == .undone)
            try await space.host.tools.check(.ip, ["link", "set", "renamed", "name", "here"])
            try await space.host.tools.check(.ip, ["link", "set", "here", "up"])
            #expect(try await effect.inspect(context) == .absent)
        }
    }
}

private let u32 = "filter add dev here egress u32 match u32 0 0 action mirred egress redirect dev probe"

extension Namespace {
    fileprivate func addLink() async throws {
        try await host.tools.check(.ip, ["link", "add", NetemLink.name(of: attackOfTests), "type", "ifb"])
    }

    fileprivate func redirect(makesClsact: Bool) -> Redirect {
        // The two ends of a clsact share the tables of u32, told apart by the preference alone.
        let places: [(Filter.Hook, TrafficFilter.Family, Int)] = [
            (.egress, .ip, 60_000), (.egress, .ipv6, 60_001), (.ingress, .ip, 60_002), (.ingress, .ipv6, 60_003),
        ]
        let filters = places.map { hook, family, preference in
            TrafficFilter(
                hook: hook, family: family, preference: preference, handle: "::1", classifier: "u32",
                match: ["match", "u32", "0", "0"], action: .redirect)
        }
        return Redirect(
            owner: attackOfTests, interface: "here", index: index, makesClsact: makesClsact, filters: filters,
            subject: "traffic")
    }

    fileprivate var foreignFilter: ForeignChange {
        let space = self
        let words = "dev here egress pref 50000 protocol ip"
        return ForeignChange("somebody's filter beside ours") {
            try await space.tc("filter add \(words) u32 match ip dst 10.1.1.1 action mirred egress redirect dev there")
        } isStillThere: {
            try await FilterListing.read("here", .egress, on: space.host).entries.contains { $0.preference == 50_000 }
        } clear: {
            try await space.tc("filter del \(words)")
        }
    }

    fileprivate var filterAtOurPlace: ForeignChange {
        let space = self
        let words = "dev here egress pref 60000 protocol ip"
        return ForeignChange("somebody's filter at the place of ours") {
            try await space.tc("filter del \(words)")
            try await space.tc(
                "filter add \(words) handle ::1 u32 match ip dst 10.1.1.1 action mirred egress redirect dev there")
        } isStillThere: {
            try await FilterListing.read("here", .egress, on: space.host).entries.contains {
                $0.preference == 60_000 && $0.text.contains("there")
            }
        } clear: {
            try await space.tc("filter del \(words)")
        }
    }
}
