import Foundation
import Testing

/// A filesystem of a test's own: an image behind a loop device, or a tmpfs. Unmounted and removed with the last
/// reference.
final class Volume: Sendable {
    /// Where it is mounted; its root belongs to nobody else.
    let path: String
    private let folder: String

    /// - Parameter type: `ext4`, `ext2`, `tmpfs`, or `ext4.bare`: ext4 without a reserve for root.
    init(_ type: String, megabytes: Int = 64) throws {
        folder = "/var/tmp/monkey-volume-\(UUID().uuidString)"
        path = folder + "/mount"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        if type == "tmpfs" {
            try Volume.sh("mount -t tmpfs -o size=\(megabytes)m none \(path)")
        } else {
            let kind = type.split(separator: ".")[0]
            let reserve = type.hasSuffix(".bare") ? "-m 0" : ""
            try Volume.sh(
                "truncate -s \(megabytes)M \(folder)/image && mkfs.\(kind) -q -F \(reserve) \(folder)/image && "
                    + "mount -o loop \(folder)/image \(path)")
        }
    }

    deinit {
        _ = try? Volume.sh("umount -l \(path); rm -rf --one-file-system \(folder)")
    }

    /// Whether this machine lets a test mount an image; asked once.
    static let isPossible: Bool = (try? Volume("ext4", megabytes: 8)) != nil
}

/// What df says, the independent observer.
struct DiskUsage: Equatable, CustomStringConvertible {
    let used: Int64
    let available: Int64

    init(_ path: String) throws {
        let words = try Volume.sh("df -B1 --output=used,avail \(path)").split(separator: "\n").last?.split(
            separator: " ")
        used = try #require((words?.first).flatMap { Int64($0) })
        available = try #require((words?.last).flatMap { Int64($0) })
    }

    var percent: Double { Double(used) / Double(used + available) * 100 }
    var description: String { "used \(used), available \(available), \(percent) %" }
}

extension Volume {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs a script of a test's own and gives its output.
    @discardableResult
    static func sh(_ script: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", script]
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"]
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        let said = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(script): status \(process.terminationStatus): \(said)")
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Asks again until it holds, at most ten seconds; the only way a test here waits.
    static func eventually(_ holds: () throws -> Bool) async throws -> Bool {
        let end = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < end {
            if try holds() { return true }
            try await Task.sleep(for: .milliseconds(50))
        }
        return try holds()
    }
}

extension Trait where Self == ConditionTrait {
    static var needsLoopMounts: Self {
        .enabled(if: Volume.isPossible, "needs root, mkfs.ext4 and loop devices")
    }
}
