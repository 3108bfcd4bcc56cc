/// Where a unit stands on the bus. systemd loads a unit that is asked for by its path, so nothing has to be loaded first.
enum UnitPath {
    private static let root = "/org/freedesktop/systemd1/unit/"

    /// The object path: letters and digits stay, everything else becomes `_` and two hexadecimal digits; so does a digit
    /// in front (systemd, `bus_label_escape`).
    static func path(of unit: String) -> String {
        guard !unit.isEmpty else { return root + "_" }
        var label = ""
        for (index, byte) in unit.utf8.enumerated() {
            let scalar = Unicode.Scalar(byte)
            switch scalar {
            case "a"..."z", "A"..."Z": label.unicodeScalars.append(scalar)
            case "0"..."9" where index > 0: label.unicodeScalars.append(scalar)
            default:
                let hex = String(byte, radix: 16)
                label += "_" + (hex.count == 1 ? "0" + hex : hex)
            }
        }
        return root + label
    }

    /// The interface that holds what is special to this type of unit; `nil` if the name has no known suffix.
    static func interface(of unit: String) -> String? {
        guard let dot = unit.lastIndex(of: ".") else { return nil }
        let type = String(unit[unit.index(after: dot)...])
        guard types.contains(type) else { return nil }
        return "org.freedesktop.systemd1." + type.prefix(1).uppercased() + type.dropFirst()
    }

    static let common = "org.freedesktop.systemd1.Unit"

    private static let types: Set<String> = [
        "service", "socket", "target", "device", "mount", "automount", "swap", "timer", "path", "slice", "scope",
    ]
}
