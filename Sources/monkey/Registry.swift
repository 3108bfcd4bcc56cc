internal import Cpu
internal import Disk
internal import Kill
internal import Latency
internal import MonkeyKit

/// Every monkey, in the order in which lists, help and docs show them. A new one is a folder under `Monkeys/`, a line in
/// `Package.swift` and a line here.
let theMonkeys: [any Monkey] = [
    KillMonkey(),
    LatencyMonkey(),
    DiskMonkey(),
    CpuMonkey(),
]
