import Host
import Testing

@testable import Kill

/// A child of the test, to be hit by it. Ended by pid when the body is done, whatever happened.
func withVictim<Result>(
    _ executable: String = "/usr/bin/sleep", _ arguments: [String] = ["600"],
    until isReady: (ProcessIdentity) throws -> Bool = { _ in true },
    _ body: (ChildProcess) async throws -> Result
) async throws -> Result {
    let child = try ChildProcess.start(executable: executable, arguments: arguments)
    do {
        let clock = BootClock()
        let deadline = clock.now.advanced(by: .seconds(10))
        while try !isReady(child.identity) {
            try #require(clock.now < deadline, "\(executable) did not get ready")
            try await clock.sleep(until: clock.now.advanced(by: .milliseconds(5)))
        }
        let result = try await body(child)
        try await child.end()
        return result
    } catch {
        try await child.end()
        throw error
    }
}

/// A process that catches SIGTERM and lives on.
func withDeafVictim(_ body: (ChildProcess) async throws -> Void) async throws {
    let script = "$SIG{TERM} = sub {}; while (1) { select undef, undef, undef, 600 }"
    let term = UInt64(1) << 14
    try await withVictim(
        "/usr/bin/perl", ["-e", script],
        until: { (Processes().signalMasks(of: $0)?.caught ?? 0) & term != 0 }, body)
}

/// A process that answers every connection on a loopback port of its own with `HTTP/1.0 STATUS`.
func withServer(status: Int, _ body: (ChildProcess, SocketAddress) async throws -> Void) async throws {
    let script = """
        use IO::Socket::INET;
        my $s = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1') or die;
        while (my $c = $s->accept) { my $l = <$c>; print $c "HTTP/1.0 \(status) x\\r\\n\\r\\n"; close $c }
        """
    try await withVictim(
        "/usr/bin/perl", ["-e", script], until: { try !Sockets().listening(by: [$0.pid]).isEmpty }
    ) { child in
        let address = try #require(try Sockets().listening(by: [child.identity.pid]).first)
        try await body(child, address)
    }
}
