import Foundation
import Host
@testable import Latency
@testable import MonkeyKit
import Testing
@Test func writeGolden() throws {
    let e = JSONEncoder(); e.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let f1 = TrafficFilter(hook: .egress, family: .ip, preference: 60000, handle: "0x1", classifier: "flower", match: ["ip_proto", "tcp", "src_port", "22"], action: .pass)
    let f2 = TrafficFilter(hook: .egress, family: .ip, preference: 60002, handle: "0x1", classifier: "flower", match: ["dst_ip", "10.0.0.2"], action: .redirect)
    let f3 = TrafficFilter(hook: .ingress, family: .ipv6, preference: 60003, handle: "::1", classifier: "u32", match: ["match", "mark", "0x2000", "0x2000"], action: .redirect)
    let all: [any Effect] = [
        NetemLink(owner: attackOfTests, netem: Netem(delay: .milliseconds(100), jitter: .milliseconds(10), correlation: Percent(25), distribution: .normal, limit: 10000), loadsModule: true, hasIPv6: true, probe: RoundTripProbe(address: "10.0.0.2", port: 80, asked: .milliseconds(100))),
        UnitMark(owner: attackOfTests, cgroups: ["/system.slice/nginx.service"], mark: 0x2000),
        Redirect(owner: attackOfTests, interface: "eth0", index: 2, makesClsact: true, filters: [f1, f2, f3], subject: "traffic with 10.0.0.2")]
    for effect in all {
        let r = try RecordedEffect(effect)
        try e.encode(r).write(to: URL(filePath: "/work/main/Tests/MonkeysTests/Golden/\(r.kind).json"))
    }
}
