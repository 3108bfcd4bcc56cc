import Glibc
import SystemPackage
import Testing

@testable import Host

/// Whether this is the lab, a machine to break; anywhere else these tests would break somebody's host.
let isSystemdLab = unsafe getenv("MONKEY_LAB") != nil && Units.isSystemdPID1

/// A service of the test's own, from a unit file below /run, gone with the test.
struct Victim {
    let name: String
    let units: Units

    /// Writes the unit file and gives the body a started service. systemd reads a file it has never heard of when the unit
    /// is asked for: reading all of them again takes ten seconds here.
    static func with(
        _ settings: String, units: Units = Units(), started: Bool = true, _ body: (Victim) async throws -> Void
    ) async throws {
        let name = "victim-\(UInt32.random(in: 0...UInt32.max)).service"
        let path = "/run/systemd/system/" + name
        try write("[Unit]\nDescription=victim\n[Service]\n" + settings + "\n", to: path)
        let victim = Victim(name: name, units: units)
        do {
            if started { try #require(try await units.start(name) == .done) }
            try await body(victim)
            try await victim.remove(path)
        } catch {
            try? await victim.remove(path)
            throw error
        }
    }

    private func remove(_ path: String) async throws {
        try await units.stop(name)
        try? await units.resetFailed(name)
        _ = unsafe unlink(path)
    }

    var facts: UnitFacts {
        get async throws { try #require(try await units.facts(of: name)) }
    }

    /// A file of its control group.
    func cgroupFile(_ file: String) async throws -> String {
        try readText("/sys/fs/cgroup" + (try await facts.controlGroup) + "/" + file).trimmed
    }

    static func write(_ text: String, to path: String) throws {
        let file = try FileDescriptor.open(
            FilePath(path), .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite, .groupRead])
        try file.closeAfter { _ = try file.writeAll(text.utf8) }
    }
}

extension String {
    var trimmed: String { String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()) }
}

/// Runs a shell command in a transient unit and returns what it printed.
func output(of command: String, units: Units = Units()) async throws -> String {
    let number = UInt32.random(in: 0...UInt32.max)
    let file = "/run/output-\(number)"
    var unit = TransientUnit(name: "output-\(number).service")
    unit.type = "oneshot"
    unit.collectMode = "inactive-or-failed"
    unit.execStart = [["/bin/sh", "-c", command + " >" + file]]
    try #require(try await units.startTransient(unit) == .done)
    defer { _ = unsafe unlink(file) }
    return try readText(file)
}
