/// One MESSAGE_ID for each event, for the journal: sd-id128(3), 32 hex digits. Fixed for ever; `journalctl
/// MESSAGE_ID=…` finds them.
package enum MessageID {
    package static let table: [(event: String, id: String)] = [
        ("intent", "7bebdcf688ce4d63ac518292f62b9a15"),
        ("step", "5554b941fd574c94b7bca9be5c6284bd"),
        ("active", "c00b7cdb4e864b128b930a9b17f0206b"),
        ("measured", "62ee24bd5f694f138485d5c6a46a0121"),
        ("note", "96a885411f3344a68ecbde5f080dd793"),
        ("rollback", "655a42e4df464992af0f31a1dbe15127"),
        ("ended", "43a97cda4ff349c1b337cb128a70a40a"),
        ("refused", "7ad624f6532c4ec089558d15f96fcc41"),
        ("halt", "6de188bb606b4515b7f5c3565e38216c"),
        ("resume", "d063fede3a484415b0a488a13bd2cd08"),
        ("torn", "f77a6fe543024ea2b3e1913d0b2070c8"),
        ("segment", "5e7e2ba31cb64b399e18aef4c8dd9af6"),
    ]

    /// Nil for an event of a newer version.
    package static func of(_ event: String) -> String? { table.first { $0.event == event }?.id }
}
