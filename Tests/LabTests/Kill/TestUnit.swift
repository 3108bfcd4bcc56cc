import Foundation
import Host
import Testing

/// A unit of a test's own, in /run: gone with the last reference, and with the next boot at the latest.
final class TestUnit: Sendable {
    let name: String

    /// - Parameter text: the unit file.
    init(_ name: String, _ text: String) throws {
        self.name = name
        try Volume.sh("cat > /run/systemd/system/\(name) <<'END'\n\(text)\nEND\nsystemctl daemon-reload")
    }

    convenience init(service name: String, _ lines: [String] = []) throws {
        let text = ["[Unit]", "StartLimitIntervalSec=60", "[Service]", "ExecStart=/usr/bin/sleep infinity"] + lines
        try self.init(name, text.joined(separator: "\n"))
    }

    deinit {
        _ = try? Volume.sh(
            "systemctl stop \(name); rm -f /run/systemd/system/\(name); systemctl daemon-reload; "
                + "systemctl reset-failed \(name)")
    }

    @discardableResult
    static func systemctl(_ words: String) throws -> String { try Volume.sh("systemctl \(words)") }

    static func state(_ name: String) throws -> String {
        try Volume.sh("systemctl is-active \(name) || true").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func start() throws { try Self.systemctl("start \(name)") }
    var state: String { get throws { try Self.state(name) } }
    var mainPID: Int32 { get async throws { try #require(try await Host().units.facts(of: name)?.mainPID) } }

    /// Waits for a state systemd is bound to reach.
    static func wait(_ name: String, _ state: String, at place: SourceLocation = #_sourceLocation) async throws {
        let facts = try await Host().units.wait(for: name, within: .seconds(30)) { $0.activeState == state }
        let found = try self.state(name)
        try #require(facts != nil, "\(name) did not become \(state), it is \(found)", sourceLocation: place)
    }
}

/// This process.
let getpidOfTest = ProcessInfo.processInfo.processIdentifier
