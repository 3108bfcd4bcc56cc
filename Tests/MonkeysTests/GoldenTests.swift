import Cpu
import Disk
import Foundation
import Kill
import Latency
import MonkeyKit
import Testing

/// Every monkey of the package. Each adds itself here when it lands.
let troop: [any Monkey] = [CpuMonkey(), DiskMonkey(), KillMonkey(), LatencyMonkey()]

/// Golden records: `Golden/<kind>.json`, or `Golden/<kind>.<anything>.json` for further cases of one kind. Each is a
/// `RecordedEffect` as a trail holds it. What was shipped once stays for ever: a trail written by an old version must
/// be undone by a new one.
@Suite struct GoldenTests {
    static let files = goldenFiles()

    @Test("decodes and encodes to the same data", arguments: files)
    func decodes(file: String) throws {
        let record = try JSONDecoder().decode(RecordedEffect.self, from: Data(contentsOf: golden(file)))
        #expect(file == "\(record.kind).json" || file.hasPrefix("\(record.kind)."))
        let effect = try EffectRegistry(troop).effect(record)
        let again = try RecordedEffect(effect)
        #expect(again.kind == record.kind)
        #expect(again.data == record.data)
        #expect(again.claims == record.claims, "claims of an open attack must not change with an upgrade")
    }

    @Test("every effect has its golden record")
    func complete() {
        for kind in EffectRegistry(troop).kinds {
            #expect(Self.files.contains("\(kind).json"), "Golden/\(kind).json is missing")
        }
    }
}

/// The names of the golden files, README.json apart.
private func goldenFiles() -> [String] {
    let folder = Bundle.module.bundleURL.appendingPathComponent("Golden").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".json") && $0 != "README.json" }.sorted()
}

private func golden(_ file: String) -> URL {
    Bundle.module.bundleURL.appendingPathComponent("Golden").appendingPathComponent(file)
}
