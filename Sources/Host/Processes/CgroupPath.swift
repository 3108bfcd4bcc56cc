/// The cgroup of a process out of /proc/PID/cgroup (cgroups(7)): the path in the tree of version 2, `0::/…`. On a host
/// that keeps version 1 beside it that may be the bare root; then the path in systemd's own tree, `1:name=systemd:/…`,
/// says more and counts.
///
/// The kernel forbids newlines in the names of cgroups, and marks one that was removed under a zombie with
/// ` (deleted)`, which is left out.
func unifiedCgroup(_ text: String) -> String? {
    var unified: String?
    var named: String?
    for line in text.split(separator: "\n") {
        let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3, fields[2].hasPrefix("/") else { continue }
        let path = String(fields[2].hasSuffix(" (deleted)") ? fields[2].dropLast(" (deleted)".count) : fields[2])
        if fields[0] == "0" && fields[1].isEmpty {
            unified = path
        } else if fields[1] == "name=systemd" {
            named = path
        }
    }
    return unified == "/" ? named ?? unified : unified ?? named
}

/// The unit of the system's manager that a cgroup belongs to: the first component below the slices, when that is the
/// name of a unit. So says `cg_path_decode_unit` of systemd; a leading underscore is its escape.
///
/// `/user.slice/user-1000.slice/user@1000.service/app.slice/x.service` is `user@1000.service`. The
/// `/docker/ID/system.slice/x.service` of a systemd inside a container is no unit of this host.
package func systemdUnit(ofCgroup path: String) -> String? {
    guard let first = path.split(separator: "/").first(where: { !$0.hasSuffix(".slice") }) else { return nil }
    let name = first.hasPrefix("_") ? first.dropFirst() : first
    let kinds = [".service", ".scope", ".socket", ".mount", ".swap"]
    guard kinds.contains(where: { name.hasSuffix($0) && name.count > $0.count }) else { return nil }
    return String(name)
}

/// The container a cgroup belongs to, by its 64 hexadecimal digits as Docker, Podman, containerd and CRI-O name cgroups:
/// alone, `docker-….scope`, `cri-containerd-….scope`, `libpod-….scope`. The innermost counts. The monitor that stands
/// beside a container (`libpod-conmon-…`) is not in it.
package func container(ofCgroup path: String) -> String? {
    for component in path.split(separator: "/").reversed() where !component.contains("conmon-") {
        for word in component.utf8.split(whereSeparator: { "-.:".utf8.contains($0) })
        where word.count == 64 && word.allSatisfy({ "0123456789abcdef".utf8.contains($0) }) {
            return String(decoding: word, as: UTF8.self)
        }
    }
    return nil
}
