internal import Glibc
internal import Host
internal import MonkeyKit
internal import Trail
internal import Troop

extension Troop {
    /// The troop of this host, with the directories that the environment names.
    static func onThisHost() throws -> Troop {
        let host = Host()
        let paths = Paths(
            config: host.kernel.variable("MONKEY_CONFIG"), state: host.kernel.variable("MONKEY_STATE"))
        let journal = host.journal
        let mirror: @Sendable (TrailRecord, ChainHash) -> Void = { record, head in
            guard journal.isAvailable else { return }
            var fields = [
                "MONKEY_EVENT": record.header.event, "MONKEY_TRAIL_HEAD": head.hex, "MONKEY_SEQ": "\(record.seq)",
            ]
            fields["MONKEY_ATTACK"] = record.attack?.text
            fields["MESSAGE_ID"] = MessageID.of(record.header.event)
            if case .intent(let intent) = record.event() { fields["MONKEY_MONKEY"] = intent.monkey }
            _ = journal.send("monkey: \(record.header.event) \(record.attack?.text ?? "")", fields: fields)
        }
        let trail = Trail(stateDirectory: paths.state, host: host, mirror: mirror)
        return Troop(
            host: host, paths: paths, monkeys: theMonkeys, trail: trail, executable: host.kernel.selfExecutable,
            version: programVersion)
    }
}
