import Foundation
import Testing

/// The program itself against real victims, seen by others: curl, systemctl, df, tc, nft.
@Suite(.serialized) struct EndToEnd {
    /// A command's standard output and error with its exit status. No shell: bash only runs what stands here.
    @discardableResult
    private func sh(_ script: String) throws -> (status: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", script]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    private func network() throws -> String {
        try sh("ip -o link | sed 's/mtu.*//'; tc qdisc show; tc filter show dev lo egress; nft list ruleset").text
    }

    private func prepare() throws {
        try sh(
            """
            mkdir -p /etc/monkey/policies.d && cat >/etc/monkey/policies.d/lab.yaml <<'POLICY'
            policy: lab
            groups:
              web: { units: [nginx.service] }
              cache: { units: [redis-server.service] }
              data: { filesystems: [/srv/data], consent: operator }
              ssh: { units: [ssh.service], consent: operator }
            limits: { duration: 5m }
            monkeys:
              kill: { groups: [web, cache, ssh] }
              latency: { groups: [web] }
              disk: { groups: [data] }
            POLICY
            systemctl start nginx redis-server
            monkey opt-in nginx --group web --allow latency kill
            monkey opt-in redis-server --group cache --allow kill
            """)
    }

    @Test func latencyIsSeenByAClientAndGoneAfterwards() throws {
        try prepare()
        let before = try network()
        let trip = "curl -so /dev/null -m 20 -w '%{time_total}' http://127.0.0.1/"
        let run = try sh(
            """
            monkey unleash latency --unit nginx --interface lo --delay 1s --for 120s --detach || exit 9
            \(trip); echo; tc qdisc show | grep -c netem
            monkey rollback --all
            """)
        #expect(run.status == 0, "\(run.text)")
        let lines = run.text.split(separator: "\n")
        let during = lines.compactMap { Double($0) }
        #expect((during.first ?? 0) > 0.9, "\(run.text)")
        #expect(try network() == before)
        #expect(try sh("monkey status").text.contains("nothing is under way"))
    }

    @Test func aKilledKeeperIsFollowedByItsGuard() throws {
        try prepare()
        let before = try network()
        let run = try sh(
            """
            monkey unleash latency --unit nginx --interface lo --delay 1s --for 120s --detach || exit 9
            kill -9 $(monkey status --json | jq '.active[0].keeper')
            for i in $(seq 100); do [ "$(monkey status --json | jq '.active | length')" = 0 ] && exit 0; sleep 0.2; done
            exit 8
            """)
        #expect(run.status == 0, "\(run.text)")
        #expect(try network() == before)
    }

    @Test func aKilledServiceComesBack() throws {
        try prepare()
        let nginx = try sh(
            "monkey unleash kill --unit nginx --recover-within 5s --for 60s; echo; systemctl is-active nginx")
        #expect(nginx.text.hasSuffix("active\n"), "\(nginx.text)")
        let redis = try sh("monkey unleash kill --unit redis-server --for 60s; echo; systemctl is-active redis-server")
        #expect(redis.text.hasSuffix("active\n"), "\(redis.text)")
        #expect(redis.text.contains("recovery"), "\(redis.text)")
    }

    @Test func aFilledDiskIsGivenBack() throws {
        try prepare()
        // By df's own numbers: its rounded percentage rounds up, 80.001 % is shown as 81.
        let df = "df --output=used,avail /srv/data | awk 'END { printf \"%.3f\", 100 * $1 / ($1 + $2) }'"
        let before = try sh(df).text
        let during = try sh("monkey unleash disk --fill 80% --for 120s --detach >/dev/null && \(df)").text
        #expect(abs((Double(during) ?? 0) - 80) < 0.02, "\(during)")
        try sh("monkey rollback --all")
        #expect(try sh(df).text == before)
    }

    @Test func whatIsProtectedOrNotMarkedIsRefused() throws {
        try prepare()
        let ssh = try sh("monkey unleash kill --unit ssh")
        #expect(ssh.status == 3 && ssh.text.contains("refused"), "\(ssh.text)")
        try sh("monkey opt-out nginx")
        let nginx = try sh("monkey unleash kill --unit nginx")
        #expect(nginx.status == 3, "\(nginx.text)")
        #expect(try sh("systemctl is-active ssh nginx").text == "active\nactive\n")
        #expect(try sh("monkey log verify").status == 0)
    }
}
