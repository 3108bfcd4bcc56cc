/// What systemd says about a unit at one moment: all its properties, the ones that matter here by name.
/// Their meaning is in org.freedesktop.systemd1(5) and systemd.service(5).
package struct UnitFacts: Sendable, Hashable {
    /// Everything, of the unit and of its type; a property of the type wins over one of the same name.
    package let properties: [String: PropertyValue]

    package init(properties: [String: PropertyValue]) {
        self.properties = properties
    }

    // MARK: What it is

    /// The name; another than asked for, if an alias was asked for.
    package var name: String { text("Id") }
    /// `loaded`, `masked`, `error`, `bad-setting`.
    package var loadState: String { text("LoadState") }
    /// `Type=`: `simple`, `notify`, `forking`, `oneshot`, …; empty for what is no service.
    package var type: String { text("Type") }
    /// The unit file; empty for what has none.
    package var fragmentPath: String { text("FragmentPath") }
    package var dropInPaths: [String] { texts("DropInPaths") }
    /// Whether files changed since systemd read them.
    package var needsDaemonReload: Bool { flag("NeedDaemonReload") }
    package var isTransient: Bool { flag("Transient") }

    // MARK: How it is

    /// `active`, `reloading`, `inactive`, `failed`, `activating`, `deactivating`.
    package var activeState: String { text("ActiveState") }
    package var subState: String { text("SubState") }
    package var isActive: Bool { activeState == "active" }
    /// `running`, `freezing`, `frozen`, `thawing`.
    package var freezerState: String { text("FreezerState") }
    /// Anew with every start: 32 hexadecimal digits; empty if it never ran.
    package var invocationID: String {
        guard case .bytes(let bytes)? = properties["InvocationID"] else { return "" }
        return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
    /// `nil` without one.
    package var mainPID: Int32? { number("MainPID").flatMap { $0 == 0 ? nil : Int32(exactly: $0) } }
    /// The path below /sys/fs/cgroup; empty while nothing runs.
    package var controlGroup: String { text("ControlGroup") }
    /// Microseconds of CLOCK_MONOTONIC; `nil` if it never was active.
    package var activeEnterTimestampMonotonic: UInt64? { time("ActiveEnterTimestampMonotonic") }
    package var inactiveEnterTimestampMonotonic: UInt64? { time("InactiveEnterTimestampMonotonic") }
    package var execMainStartTimestampMonotonic: UInt64? { time("ExecMainStartTimestampMonotonic") }
    /// The exit status of the main process, or the number of its signal, by `execMainCode`.
    package var execMainStatus: Int32 { properties["ExecMainStatus"]?.int.flatMap(Int32.init(exactly:)) ?? 0 }
    /// `CLD_EXITED` (1), `CLD_KILLED` (2), `CLD_DUMPED` (3), or 0 while it runs.
    package var execMainCode: Int32 { properties["ExecMainCode"]?.int.flatMap(Int32.init(exactly:)) ?? 0 }
    /// `success`, `exit-code`, `signal`, `timeout`, `start-limit-hit`, …
    package var result: String { text("Result") }

    // MARK: What brings it back

    /// How often `Restart=` has restarted it since it was last started by hand.
    package var restarts: Int { number("NRestarts").flatMap(Int.init(exactly:)) ?? 0 }
    /// `Restart=`: `no`, `always`, `on-failure`, …
    package var restartPolicy: String { text("Restart") }
    /// `RestartSec=`, microseconds.
    package var restartDelay: UInt64 { number("RestartUSec") ?? 0 }
    /// Start limit: this many starts (`startLimitBurst`) in this time (microseconds); further ones are refused.
    package var startLimitInterval: UInt64 { number("StartLimitIntervalUSec") ?? 0 }
    package var startLimitBurst: Int { number("StartLimitBurst").flatMap(Int.init(exactly:)) ?? 0 }
    /// Sockets, paths, timers that start it.
    package var triggeredBy: [String] { texts("TriggeredBy") }
    package var requiredBy: [String] { texts("RequiredBy") }
    package var boundBy: [String] { texts("BoundBy") }
    package var wantedBy: [String] { texts("WantedBy") }
    package var consistsOf: [String] { texts("ConsistsOf") }

    // MARK: What may be done to it

    package var canStart: Bool { flag("CanStart") }
    package var canStop: Bool { flag("CanStop") }
    package var canFreeze: Bool { flag("CanFreeze") }
    package var refuseManualStart: Bool { flag("RefuseManualStart") }
    package var refuseManualStop: Bool { flag("RefuseManualStop") }

    // MARK: Its share

    /// `CPUWeight=`, 1 to 10000; `nil` if not set.
    package var cpuWeight: UInt64? { setting("CPUWeight") }
    /// `CPUQuota=` as microseconds of CPU time per second; `nil` without a quota.
    package var cpuQuotaPerSecUSec: UInt64? { setting("CPUQuotaPerSecUSec") }
    /// Bytes; `nil` without a limit.
    package var memoryMax: UInt64? { setting("MemoryMax") }
    /// `nil` without a limit.
    package var tasksMax: UInt64? { setting("TasksMax") }
    package var slice: String { text("Slice") }

    private func text(_ name: String) -> String { properties[name]?.string ?? "" }
    private func texts(_ name: String) -> [String] { properties[name]?.strings ?? [] }
    private func flag(_ name: String) -> Bool { properties[name]?.bool ?? false }
    private func number(_ name: String) -> UInt64? { properties[name]?.uint }
    private func time(_ name: String) -> UInt64? { number(name).flatMap { $0 == 0 ? nil : $0 } }
    private func setting(_ name: String) -> UInt64? { number(name).flatMap { $0 == .max ? nil : $0 } }
}
