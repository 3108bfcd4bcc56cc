import Foundation
import Testing

/// The package as SwiftPM describes it.
private struct Description: Decodable {
    struct Target: Decodable {
        let name: String
        let path: String
        let type: String
        let target_dependencies: [String]?
    }
    let targets: [Target]
}

/// The layers from the bottom. A target may use what stands on a line above its own; monkeys share a line, so none may
/// use another.
private let layers: [[String]] = [
    ["CSystemd", "CHost"],
    ["Host"],
    ["MonkeyKit"],
    ["Trail"],
    ["Policy"],
    ["Kill", "Latency", "Disk", "Cpu"],
    ["Troop"],
    ["Report"],
    ["monkey"],
]

@Suite struct ArchitectureTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func describe() throws -> [Description.Target] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        // A scratch path of its own: the test runs while the package's own build folder may be locked.
        let scratch = FileManager.default.temporaryDirectory.appending(path: "architecture-\(getpid())").path
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        process.arguments = [
            "swift", "package", "--package-path", Self.root.path, "--scratch-path", scratch, "describe", "--type",
            "json",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return try JSONDecoder().decode(Description.self, from: data).targets.filter { $0.type != "test" }
    }

    @Test func everyArrowPointsDown() throws {
        let targets = try describe()
        let level = Dictionary(
            uniqueKeysWithValues: layers.enumerated().flatMap { level, names in names.map { ($0, level) } })
        #expect(Set(targets.map(\.name)) == Set(level.keys), "a target is missing in the table of layers, or too many")
        for target in targets {
            for dependency in target.target_dependencies ?? [] {
                let from = try #require(level[target.name])
                let to = try #require(level[dependency])
                #expect(to < from, "\(target.name) must not use \(dependency)")
            }
        }
    }

    @Test func monkeysSeeTheContractAndTheHostOnly() throws {
        for target in try describe() where target.path.hasPrefix("Monkeys/") {
            #expect(Set(target.target_dependencies ?? []) == ["MonkeyKit", "Host"], "\(target.name)")
        }
    }

    /// SwiftPM lets a source import what it only gets transitively, so the sources themselves are read as well.
    @Test func everyImportIsDeclared() throws {
        for target in try describe() {
            let allowed = Set(target.target_dependencies ?? [])
            let folder = Self.root.appending(path: target.path)
            let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
            for file in names.filter({ $0.hasSuffix(".swift") }) {
                let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
                for line in text.split(separator: "\n") where line.contains("import ") && !line.contains("//") {
                    let words = line.split(separator: " ")
                    guard let at = words.firstIndex(of: "import"), at + 1 < words.count, at <= 1 else { continue }
                    let name = String(words[at + 1])
                    guard layers.joined().contains(name) else { continue }
                    #expect(allowed.contains(name), "\(target.path)/\(file) imports \(name)")
                }
            }
        }
    }

    @Test func onlyTheHostImportsC() throws {
        for target in try describe() where target.name != "Host" && !target.name.hasPrefix("C") {
            #expect(
                !(target.target_dependencies ?? []).contains { ["CSystemd", "CHost"].contains($0) }, "\(target.name)")
        }
    }
}
