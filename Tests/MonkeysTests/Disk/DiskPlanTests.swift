import Host
import MonkeyKit
import Testing

@testable import Disk

@Suite struct DiskPlanTests {
    private func plan(
        _ path: String, _ options: [String: String] = [:], trail: String = "/proc", seed: UInt64 = 1
    ) async throws -> Plan {
        let request = PlanRequest(
            attack: attackOfTests, targets: [.filesystem(path)], options: OptionValues(options), duration: .seconds(60),
            stateDirectory: trail, seed: seed)
        return try await DiskMonkey().plan(request, on: Host())
    }

    private func refusal(
        _ path: String, _ options: [String: String] = [:], trail: String = "/proc"
    ) async -> String {
        do {
            _ = try await plan(path, options, trail: trail)
            return "no refusal"
        } catch {
            return "\(type(of: error)): \(error)"
        }
    }

    @Test(
        "takes one goal",
        arguments: [
            ["fill": "80%", "size": "1GiB"], ["size": "1GiB", "leave": "1GiB"],
            ["fill": "80%", "size": "1GiB", "leave": "1GiB"],
        ])
    func oneGoal(options: [String: String]) async {
        #expect(await refusal("/", options).hasPrefix("UsageProblem"))
    }

    @Test("refuses what has no space of its own", arguments: ["/proc", "/sys", "/dev/pts"])
    func pseudo(path: String) async {
        #expect(await refusal(path).contains("is not a filesystem that can be filled"))
    }

    @Test(
        "refuses by type",
        arguments: [
            ("nfs4", FilesystemKind.shared), ("cifs", .shared), ("fuse.sshfs", .shared), ("ceph", .shared),
            ("cgroup2", .other), ("squashfs", .other), ("somethingnew", .other), ("ext4", .local), ("xfs", .local),
            ("tmpfs", .memory),
        ])
    func kinds(type: String, kind: FilesystemKind) { #expect(FilesystemKind(type: type) == kind) }

    @Test(.needsLoopMounts) func refusals() async throws {
        let volume = try Volume("ext4")
        let path = volume.path
        try Volume.sh("head -c 30000000 /dev/urandom > \(path)/x && sync -f \(path)")
        #expect(await refusal(path, ["fill": "10%"]).contains("it is already 5"))
        #expect(await refusal(path, ["size": "1GiB"]).contains("are available"))
        #expect(await refusal(path, ["leave": "1GiB"]).contains("it is already"))
        #expect(await refusal(path, ["path": "/var/tmp"]).contains("is on another filesystem"))
        #expect(await refusal("\(path)/missing").hasPrefix("Refusal"))
        try Volume.sh("ln -s . \(path)/link")
        #expect(await refusal("\(path)/link").hasPrefix("Refusal"))
        #expect(await refusal(path, trail: "\(path)/not/there/yet").contains("the trail is on it"))
        #expect(await refusal(path, ["trail-filesystem": "true"], trail: path) == "no refusal")
        try Volume.sh("mount -o remount,ro \(path)")
        #expect(await refusal(path).contains("mounted read-only"))
    }

    @Test(.needsLoopMounts) func overlayOverTheTrailIsTheTrail() async throws {
        let volume = try Volume("ext4")
        let top = "\(volume.path)/merged"
        try Volume.sh("cd \(volume.path) && mkdir lower upper work merged")
        try Volume.sh(
            "mount -t overlay none -o lowerdir=\(volume.path)/lower,upperdir=\(volume.path)/upper,"
                + "workdir=\(volume.path)/work \(top)")
        defer { _ = try? Volume.sh("umount \(top)") }
        #expect(await refusal(top, trail: volume.path).contains("the trail is on it"))
        #expect(await refusal(top) == "no refusal")
    }

    @Test(.needsLoopMounts) func sameSeedSamePlan() async throws {
        let volume = try Volume("tmpfs")
        func record(_ seed: UInt64, _ options: [String: String]) async throws -> RecordedEffect {
            try RecordedEffect(try #require(try await plan(volume.path, options, seed: seed).effects.first))
        }
        let options = ["fill": "50%", "visible": "true"]
        #expect(try await record(1, options) == record(1, options))
        #expect(try await record(1, options) != record(2, options))
        #expect(try await record(1, [:]).kind == "disk.fill")
        #expect(try await record(1, options).kind == "disk.visible")
        #expect(try await plan(volume.path).notes == ["\(volume.path) is in memory: filling it takes memory"])
        #expect(try await record(1, [:]).summary == "\(volume.path) (tmpfs) filled to 90%")
    }
}
