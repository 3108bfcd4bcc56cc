internal import Glibc

/// Why a file must not be believed, as one clause, or nil: it, and every directory up to the root, must belong to root
/// (or to the user who runs this) and be writable by nobody else; the way sudoers(5) is held. A directory with the
/// sticky bit may be writable by others.
package func trustProblem(of path: String) -> String? {
    var part = path
    var isFile = true
    while true {
        var status = stat()
        guard unsafe lstat(part, &status) == 0 else { return "\(part) cannot be looked at" }
        let kind = status.st_mode & S_IFMT
        if kind == S_IFLNK { return "\(part) is a symbolic link; give the file itself" }
        if isFile && kind != S_IFREG { return "\(part) is not a file" }
        if status.st_uid != 0 && status.st_uid != geteuid() {
            return "\(part) belongs to user \(status.st_uid), not to root; chown root it"
        }
        let open = status.st_mode & (S_IWGRP | S_IWOTH) != 0
        if open && (isFile || status.st_mode & S_ISVTX == 0) {
            return "\(part) can be written to by others than root; chmod go-w it"
        }
        guard part != "/", let slash = part.lastIndex(of: "/") else { return nil }
        part = slash == part.startIndex ? "/" : String(part[..<slash])
        isFile = false
    }
}
