import Foundation
import Host
import MonkeyKit
import Testing

@testable import Disk

@Suite(.needsLoopMounts) struct DiskEffectTests {
    private func context() -> EffectContext { EffectContext(host: Host(), attack: attackOfTests, grip: Grip()) }

    private func plain(_ volume: Volume, _ goal: FillGoal) throws -> FillEffect {
        FillEffect(place: try FillPlace(volume.path), goal: goal, name: ".monkey-test.fill")
    }

    private func visible(_ volume: Volume, _ goal: FillGoal = .fill(Percent(60))) throws -> VisibleFillEffect {
        VisibleFillEffect(
            place: try FillPlace(volume.path), goal: goal, attack: attackOfTests, name: ".monkey-test.fill")
    }

    private static let types = ["ext4", "ext4.bare", "ext2", "tmpfs"]

    @Test("to a percentage, as df sees it", arguments: types, [37.5, 83, 99.9, 100])
    func percent(type: String, level: Double) async throws {
        let volume = try Volume(type)
        let before = try DiskUsage(volume.path)
        let effect = try plain(volume, .fill(Percent(level)))
        let context = context()
        try await effect.apply(context)
        let seen = try DiskUsage(volume.path)
        let block = 4096 / Double(seen.used + seen.available) * 100
        #expect(abs(seen.percent - level) <= max(0.01, block), "\(seen)")
        if level == 100 { #expect(seen.available == 0) }
        let measured = try #require(try await effect.measure(context).first)
        #expect(abs(measured.value - seen.percent) < 0.001)
        #expect(try await effect.revert(context) == .undone)
        #expect(try DiskUsage(volume.path) == before)
    }

    @Test("by an amount and up to an amount", arguments: types)
    func amounts(type: String) async throws {
        let volume = try Volume(type)
        let before = try DiskUsage(volume.path)
        let first = context()
        let size = try plain(volume, .size(ByteCount(10 << 20)))
        try await size.apply(first)
        let taken = try DiskUsage(volume.path).used - before.used
        #expect((10 << 20..<(10 << 20) + 20 * 4096).contains(taken), "the file and what maps its blocks")
        #expect(try await size.measure(first).first?.value == Double(10 << 20))
        _ = try await size.revert(first)
        let second = context()
        let leave = try plain(volume, .leave(ByteCount(5 << 20)))
        try await leave.apply(second)
        #expect(abs(try DiskUsage(volume.path).available - 5 << 20) <= 4096)
        _ = try await leave.revert(second)
        #expect(try DiskUsage(volume.path) == before)
    }

    @Test("a failed allocation gives everything back", arguments: types)
    func failed(type: String) async throws {
        let volume = try Volume(type)
        let before = try DiskUsage(volume.path)
        await #expect(throws: HostError.self) { try await plain(volume, .size(ByteCount(1 << 30))).apply(context()) }
        #expect(try DiskUsage(volume.path) == before)
        await #expect(throws: HostError.self) { try await visible(volume, .size(ByteCount(1 << 30))).apply(context()) }
        #expect(try DiskUsage(volume.path) == before)
        #expect(try Volume.sh("ls -A \(volume.path) | grep -v lost+found || true") == "")
    }

    @Test("follows what others take and give back", arguments: ["ext4", "tmpfs"])
    func follows(type: String) async throws {
        let volume = try Volume(type)
        let context = context()
        let effect = try plain(volume, .fill(Percent(70)))
        try await effect.apply(context)
        let keeper = Task { try await effect.hold(context) { _ in } }
        func isAtLevel() throws -> Bool { abs(try DiskUsage(volume.path).percent - 70) < 0.02 }
        try Volume.sh("head -c 9000000 /dev/urandom > \(volume.path)/others && sync -f \(volume.path)")
        #expect(try DiskUsage(volume.path).percent > 80)
        #expect(try await Volume.eventually(isAtLevel), "after others grew")
        try Volume.sh("rm \(volume.path)/others && sync -f \(volume.path)")
        #expect(try await Volume.eventually(isAtLevel), "after others shrank")
        let grow = "head -c 9000000 /dev/urandom >> \(volume.path)/others || true"
        #expect(
            try await Volume.eventually {
                try Volume.sh(grow)
                return try heldSize(effect, context) == 0
            }, "nothing left to give")
        keeper.cancel()
        _ = try? await keeper.value
        #expect(try await effect.revert(context) == .undone)
    }

    private func heldSize(_ effect: FillEffect, _ context: EffectContext) throws -> Int64 {
        let file = try #require(context.grip.held("disk.fill:\(effect.place.directory)", as: FillFile.self))
        return try file.file.status().size
    }

    /// Another process holds the same open file; the test lets go of its own, then ends that process with signal 9.
    @Test func theKernelGivesTheSpaceBack() async throws {
        let volume = try Volume("ext4")
        let before = try DiskUsage(volume.path)
        var context: EffectContext? = context()
        let holder = Process()
        do {
            let now = try #require(context)
            let effect = try plain(volume, .fill(Percent(90)))
            try await effect.apply(now)
            let file = try #require(now.grip.held("disk.fill:\(volume.path)", as: FillFile.self))
            holder.executableURL = URL(filePath: "/bin/sh")
            let ours = "/proc/\(ProcessInfo.processInfo.processIdentifier)/fd/\(file.file.number)"
            let ready = Pipe()
            holder.arguments = ["-c", "exec 9<\(ours); echo; exec sleep 60 >/dev/null"]
            holder.standardOutput = ready
            try holder.run()
            _ = try ready.fileHandleForReading.read(upToCount: 1)
        }
        context = nil
        _ = context
        #expect(try DiskUsage(volume.path).percent > 89, "the other process holds it")
        kill(holder.processIdentifier, SIGKILL)
        holder.waitUntilExit()
        #expect(try await Volume.eventually { try DiskUsage(volume.path) == before })
    }

    @Test(arguments: types)
    func contract(type: String) async throws {
        let volume = try Volume(type)
        try await expectContract(
            of: { try plain(volume, .fill(Percent(60))) }, snapshot: { "\(try DiskUsage(volume.path))" })
        let path = "\(volume.path)/.monkey-test.fill"
        func replacement(_ name: String, _ make: String, _ check: String) -> ForeignChange {
            ForeignChange(name) {
                try Volume.sh("rm \(path) && \(make)")
            } isStillThere: {
                (try? Volume.sh(check)) != nil
            } clear: {
                try Volume.sh("rm -rf \(path)")
            }
        }
        try await expectContract(
            of: { try visible(volume) },
            foreign: [
                replacement("another file of that name", "echo keep > \(path)", "grep -qx keep \(path)"),
                replacement("an empty file of that name", ": > \(path)", "test -f \(path)"),
                replacement("a symbolic link of that name", "ln -s /etc/passwd \(path)", "test -L \(path)"),
                replacement("a directory of that name", "mkdir \(path)", "test -d \(path)"),
                replacement("a pipe of that name", "mkfifo \(path)", "test -p \(path)"),
                replacement("a copy of our first line", "echo 'monkey attack x' > \(path)", "test -f \(path)"),
            ],
            snapshot: { try Volume.sh("ls -A \(volume.path)") + "\(try DiskUsage(volume.path))" },
            clear: { try Volume.sh("rm -rf \(path)") })
    }

    @Test func neverTakesANameThatIsTaken() async throws {
        let volume = try Volume("ext4")
        let path = "\(volume.path)/.monkey-test.fill"
        try Volume.sh("echo precious > \(path)")
        await #expect(throws: HostError.self) { try await visible(volume).apply(context()) }
        #expect(try Volume.sh("cat \(path)") == "precious")
        guard case .foreign = try await visible(volume).revert(context()) else {
            Issue.record("the undo must leave it alone")
            return
        }
        #expect(try Volume.sh("cat \(path)") == "precious")
        try Volume.sh("rm \(path) && ln -s /var/tmp/monkey-elsewhere \(path)")
        await #expect(throws: HostError.self) { try await visible(volume).apply(context()) }
        #expect(try Volume.sh("test -e /var/tmp/monkey-elsewhere || echo absent") == "absent")
    }

    @Test func goesOnWhenTheDirectoryWasSwapped() async throws {
        let volume = try Volume("ext4")
        try Volume.sh("mkdir \(volume.path)/a \(volume.path)/b")
        let effect = FillEffect(place: try FillPlace("\(volume.path)/a"), goal: .size(ByteCount(4096)), name: "x")
        try Volume.sh("mv \(volume.path)/a \(volume.path)/c && ln -s b \(volume.path)/a")
        await #expect(throws: HostError.self) { try await effect.apply(context()) }
        try Volume.sh("rm \(volume.path)/a && mv \(volume.path)/b \(volume.path)/a")
        await #expect(throws: HostError.self) { try await effect.apply(context()) }
    }

    @Test func aFilesystemThatIsNotMountedIsNotAbsent() async throws {
        let volume = try Volume("ext4")
        let effect = try visible(volume)
        do {
            let dying = context()
            try await effect.apply(dying)
        }
        let image = URL(filePath: volume.path).deletingLastPathComponent().path + "/image"
        try Volume.sh("umount \(volume.path)")
        guard case .foreign(_, let person) = try await effect.revert(context()) else {
            Issue.record("the file is still on the image")
            return
        }
        #expect(person?.contains("mount it at \(volume.path)") == true)
        try Volume.sh("mount -o loop \(image) \(volume.path)")
        #expect(try await effect.inspect(context()) == .applied)
        #expect(try await effect.revert(context()) == .undone)
        #expect(try await effect.inspect(context()) == .absent)
    }

    @Test func whoRemovesTheVisibleFileGetsTheSpace() async throws {
        let volume = try Volume("ext4")
        let before = try DiskUsage(volume.path)
        let effect = try visible(volume)
        let context = context()
        try await effect.apply(context)
        #expect(try DiskUsage(volume.path).percent > 59)
        try Volume.sh("rm \(effect.path)")
        try await effect.hold(context) { _ in }
        #expect(try DiskUsage(volume.path) == before)
        #expect(try await effect.inspect(context) == .absent)
    }
}
