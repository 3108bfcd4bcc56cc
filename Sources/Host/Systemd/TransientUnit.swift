internal import SystemPackage

/// A unit made over D-Bus, without a file (org.freedesktop.systemd1(5), "StartTransientUnit"; systemd.service(5)).
/// What is `nil` or empty is left to systemd.
package struct TransientUnit: Sendable, Hashable {
    /// With its suffix: `monkey-x.service`.
    package var name: String
    package var description = ""
    /// `Type=`.
    package var type = "notify"
    /// Each an absolute path and its arguments. Nothing is expanded: not `%i`, not `$HOME`.
    package var execStart: [[String]] = []
    /// Runs after the unit stopped, however it stopped.
    package var execStopPost: [[String]] = []
    /// Microseconds after which systemd stops it.
    package var runtimeMaxUSec: UInt64?
    package var timeoutStartUSec: UInt64?
    package var timeoutStopUSec: UInt64?
    /// `control-group`, `mixed`, `process`, `none`.
    package var killMode: String?
    /// `inactive-or-failed`: systemd forgets it once it stopped, failed or not.
    package var collectMode: String?
    package var environment: [String: String] = [:]
    /// `system.slice` if not said.
    package var slice: String?
    /// −1000 to 1000.
    package var oomScoreAdjust: Int32?
    /// Further properties, by their D-Bus names. Numbers are sent as `t` or `i`; the few that are `u` are known.
    package var properties: [String: PropertyValue] = [:]

    package init(name: String) {
        self.name = name
    }
}

extension TransientUnit {
    /// All of it as `a(sv)`.
    func busProperties() throws(HostError) -> BusValue {
        var list: [(name: String, value: BusValue)] = []
        func add(_ name: String, _ value: BusValue?) {
            if let value { list.append((name, value)) }
        }
        if !description.isEmpty { add("Description", .string(description)) }
        if name.hasSuffix(".service") { add("Type", .string(type)) }
        if !execStart.isEmpty { add("ExecStart", try commands(execStart)) }
        if !execStopPost.isEmpty { add("ExecStopPost", try commands(execStopPost)) }
        add("RuntimeMaxUSec", runtimeMaxUSec.map(BusValue.uint64))
        add("TimeoutStartUSec", timeoutStartUSec.map(BusValue.uint64))
        add("TimeoutStopUSec", timeoutStopUSec.map(BusValue.uint64))
        add("KillMode", killMode.map(BusValue.string))
        add("CollectMode", collectMode.map(BusValue.string))
        if !environment.isEmpty {
            add("Environment", .strings(environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }))
        }
        add("Slice", slice.map(BusValue.string))
        add("OOMScoreAdjust", oomScoreAdjust.map(BusValue.int32))
        for (name, value) in properties.sorted(by: { $0.key < $1.key }) {
            guard let signature = TransientUnit.signatures[name] ?? value.usualSignature,
                let converted = value.busValue(as: signature)
            else { throw refusal("\(name) cannot be set to \(value)") }
            add(name, converted)
        }
        return .array("(sv)", list.map { .structure([.string($0.name), .variant($0.value)]) })
    }

    /// Properties whose type does not follow from the value.
    private static let signatures = ["UMask": "u", "StartLimitBurst": "u", "LimitNOFILESoft": "t", "Nice": "i"]

    /// `a(sasb)`: the program, its argument vector with itself in front, and whether a failure is ignored.
    private func commands(_ commands: [[String]]) throws(HostError) -> BusValue {
        var list: [BusValue] = []
        for command in commands {
            guard let program = command.first, program.hasPrefix("/") else {
                throw refusal("a command needs the absolute path of a program")
            }
            list.append(.structure([.string(program), .strings(command), .bool(false)]))
        }
        return .array("(sasb)", list)
    }

    private func refusal(_ cause: String) -> HostError {
        HostError(operation: "start", subject: name, cause: cause, errno: .invalidArgument)
    }
}
