internal import Host
internal import MonkeyKit

/// What systemd said about the unit when the plan was made: what has to be true again afterwards.
struct UnitBefore: Codable, Hashable, Sendable {
    let name: String
    let activeState: String
    /// Nil where the unit has none, such as a oneshot that stays active.
    let mainPID: Int32?
    let invocationID: String
    /// `NRestarts`
    let restarts: Int
    /// `Restart=`, as systemd writes it.
    let restart: String
    /// `Type=`
    let type: String
    /// Units that stop with it because of `BindsTo=` and were active: they are started again too.
    let bound: [String]

    init(_ facts: UnitFacts, bound: [String] = []) {
        name = facts.name
        activeState = facts.activeState
        mainPID = facts.mainPID
        invocationID = facts.invocationID
        restarts = facts.restarts
        restart = facts.restartPolicy
        type = facts.type
        self.bound = bound
    }

    var rule: RestartRule? { RestartRule(rawValue: restart) }
    var isOneshot: Bool { type == "oneshot" }

    /// Whether a unit of this type may tell systemd that it is going down before its main process has ended
    /// (`STOPPING=1` of sd_notify(3), a released bus name), which looks as if somebody had asked systemd first.
    var maySayGoodbye: Bool { type.hasPrefix("notify") || type == "dbus" }
}

/// Where the unit is between the strike and its return.
enum UnitStanding: Hashable, Sendable {
    /// Nothing has happened to it: the same run, the same main process, alive.
    case untouched
    /// It is active again, in a new run or with a new main process.
    case back
    /// systemd is at work, or has not noticed yet.
    case underway(String)
    /// It is down because of the strike; nobody else will bring it back.
    case down(String)
    /// Somebody else took it away on purpose.
    case taken(String, mend: String)
}

extension UnitBefore {
    /// Reads systemd's facts. What tells our strike from somebody's `systemctl stop` is the order of two times that
    /// systemd keeps: when the main process ended, and when the unit left `active`. After a strike the process ends
    /// first; a stop job takes the unit out of `active` and ends the process then.
    ///
    /// - Parameters:
    ///   - now: nil where systemd does not know the unit any more.
    ///   - mainIsAlive: whether the main process of `self` still runs.
    ///   - consequence: what the signal was expected to do.
    ///   - mayEndCleanly: whether the signal alone could leave the unit `inactive` for good: an end that systemd calls
    ///     clean, and no restart after it.
    ///   - sameBoot: whether the host still runs the boot of the plan.
    func standing(
        now: UnitFacts?, mainIsAlive: Bool, consequence: Consequence, mayEndCleanly: Bool, sameBoot: Bool = true
    ) -> UnitStanding {
        guard let now else {
            return .taken("\(name) is not there any more", mend: "reinstall its unit file if it should be")
        }
        switch now.activeState {
        case "active", "reloading", "refreshing":
            // A forking unit may be active for a moment with no main process, or without having found the new one yet.
            if mainPID != nil, now.mainPID == nil { return .underway("no main process yet") }
            guard now.invocationID == invocationID, now.mainPID == mainPID else { return .back }
            if mainPID == nil { return .untouched }
            return mainIsAlive ? .untouched : .underway("systemd has not noticed yet")
        case "activating":
            return .underway(now.subState)
        case "deactivating":
            if wasStopped(now, consequence) { return stopped(now) }
            return .underway(now.subState)
        default:
            // A boot ends every run; what is down now was not started by this boot, which is not our doing.
            guard sameBoot else { return .untouched }
            if now.loadState == "masked" {
                return .taken(
                    "\(name) was masked meanwhile",
                    mend: "to have it back: systemctl unmask \(name) && systemctl start \(name)")
            }
            // A unit that ended cleanly is unloaded at once and its times are forgotten (seen on systemd 252), after
            // `systemctl stop` too. A failed one stays. So without times it was our strike only if that can end cleanly.
            if now.activeState == "inactive", now.time("ActiveExitTimestampMonotonic") == nil {
                return mayEndCleanly ? .down(Self.cause(now)) : stopped(now)
            }
            return wasStopped(now, consequence) ? stopped(now) : .down(Self.cause(now))
        }
    }

    private func stopped(_ now: UnitFacts) -> UnitStanding {
        .taken("\(name) was stopped meanwhile by somebody else", mend: "to have it back: systemctl start \(name)")
    }

    private func wasStopped(_ now: UnitFacts, _ consequence: Consequence) -> Bool {
        // systemd itself killed a process that was stopped and did not feed the watchdog.
        if now.result == "watchdog" { return false }
        // The wait for a restart had begun and was called off. A unit that fails on its own ends as `failed`.
        if now.activeState == "inactive", let begun = now.time("InactiveExitTimestampMonotonic"),
            let left = now.time("ActiveExitTimestampMonotonic"), begun >= left
        {
            return true
        }
        if mainPID == nil || consequence == .asked && maySayGoodbye { return false }
        let ended = now.time("ExecMainExitTimestampMonotonic")
        guard let left = now.time("ActiveExitTimestampMonotonic") else { return false }  // unloaded: no times are left
        // A later run that never became active: it failed on its own.
        if let started = now.execMainStartTimestampMonotonic, started > left { return false }
        // No end of a main process: it is still there and told to go, or the latest start did not get as far as one.
        guard let ended else { return now.mainPID != nil }
        return ended > left
    }

    /// Why it is down, in systemd's words.
    static func cause(_ now: UnitFacts) -> String {
        switch now.result {
        case "success", "": now.activeState
        case "start-limit-hit": "failed: it was started too often in too short a time (start-limit-hit)"
        default: "\(now.activeState): \(now.result)"
        }
    }
}

extension UnitFacts {
    /// Microseconds of CLOCK_MONOTONIC; nil for never.
    func time(_ property: String) -> UInt64? {
        properties[property]?.uint.flatMap { $0 == 0 ? nil : $0 }
    }
}
