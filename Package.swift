// swift-tools-version: 6.2
import PackageDescription

/// Stated once, given to every target.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

/// One monkey: a folder under `Monkeys/`, a planner and its effects. It sees the contract and the host, nothing above.
func monkey(_ name: String) -> Target {
    .target(name: name, dependencies: ["MonkeyKit", "Host"], path: "Monkeys/\(name)", swiftSettings: strict)
}

func layer(_ name: String, on dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, of dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

// Read from the top: every layer may use what stands below it, never what stands above.
let package = Package(
    name: "monkey",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "monkey", targets: ["monkey"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // What is typed becomes what is meant; the registry of monkeys.
        .executableTarget(
            name: "monkey",
            dependencies: [
                "Report", "Troop", "Kill", "Latency", "Disk", "Cpu", "Policy", "Trail", "MonkeyKit", "Host", arguments,
            ],
            swiftSettings: strict),
        // Terminal tables and progress.
        layer("Report", on: ["Trail", "MonkeyKit", "Host"]),
        // The life of an attack: decide, plan, record, apply, hold, roll back, verify.
        layer("Troop", on: ["Policy", "Trail", "MonkeyKit", "Host"]),
        // The monkeys: independent planners.
        monkey("Kill"), monkey("Latency"), monkey("Disk"), monkey("Cpu"),
        // Who may be hit by what, when, how hard: a pure function.
        layer("Policy", on: ["MonkeyKit", .product(name: "Yams", package: "Yams")]),
        // The audit trail on disk.
        layer("Trail", on: ["MonkeyKit", "Host", crypto]),
        // The contract between the troop and its monkeys.
        layer("MonkeyKit", on: ["Host"]),
        // The machine. The only importer of C.
        .target(
            name: "Host", dependencies: ["CSystemd", "CHost", system, subprocess],
            swiftSettings: strict + [.strictMemorySafety()]),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .target(name: "CHost"),

        tests("ArchitectureTests", of: []),
        tests("HostTests", of: ["Host"]),
        tests("MonkeyKitTests", of: ["MonkeyKit", "Host"]),
        tests("TrailTests", of: ["Trail", "MonkeyKit", "Host"]),
        tests("PolicyTests", of: ["Policy", "MonkeyKit", "Host"]),
        tests(
            "MonkeysTests", of: ["Kill", "Latency", "Disk", "Cpu", "MonkeyKit", "Host"], resources: [.copy("Golden")]),
        tests("TroopTests", of: ["Troop", "Policy", "Trail", "MonkeyKit", "Host"]),
        tests("CommandTests", of: ["monkey"]),
        // On a real host with systemd, as root: run in the lab, where nothing may skip.
        tests("LabTests", of: ["Troop", "Kill", "Latency", "Disk", "Cpu", "Policy", "Trail", "MonkeyKit", "Host"]),
        // Load and timing against the real clock, with figures: run in the lab by `make bench`, never as a test.
        tests("LabBench", of: ["Cpu", "MonkeyKit", "Host"]),
    ],
    swiftLanguageModes: [.v6]
)
