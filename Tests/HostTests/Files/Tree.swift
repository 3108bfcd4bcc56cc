import Glibc
import SystemPackage
import Testing

@testable import Host

/// A directory of the test's own with everything in it, gone with this object. What could not be removed is left in
/// /tmp rather than followed.
final class Tree: Sendable {
    let path: String

    /// - Parameter files: contents by path relative to the directory; directories on the way are made.
    init(_ files: [String: String] = [:]) throws {
        path = "/tmp/monkey-tree-\(UInt64.random(in: 0 ... .max))"
        try check(mkdir(path, 0o700))
        for (name, text) in files { try write(text, to: name) }
    }

    @discardableResult
    func directory(_ name: String, mode: mode_t = 0o755) throws -> String {
        var place = path
        for part in name.split(separator: "/") {
            place += "/" + part
            if mkdir(place, 0o755) != 0 && errno != EEXIST { throw Errno(rawValue: errno) }
        }
        try check(chmod(place, mode))
        return place
    }

    @discardableResult
    func write(_ text: String, to name: String, mode: mode_t = 0o644) throws -> String {
        if let slash = name.lastIndex(of: "/") { try directory(String(name[..<slash])) }
        let file = try FileDescriptor.open(
            FilePath("\(path)/\(name)"), .writeOnly, options: [.create, .truncate],
            permissions: FilePermissions(rawValue: mode))
        try file.closeAfter { _ = try file.writeAll(text.utf8) }
        try check(chmod("\(path)/\(name)", mode))
        return "\(path)/\(name)"
    }

    @discardableResult
    func link(_ name: String, to target: String) throws -> String {
        if let slash = name.lastIndex(of: "/") { try directory(String(name[..<slash])) }
        try check(symlink(target, "\(path)/\(name)"))
        return "\(path)/\(name)"
    }

    deinit { Self.remove(path) }

    private static func remove(_ path: String) {
        if unlink(path) == 0 || errno == ENOENT { return }
        if let directory = try? Directory(path), let names = try? directory.names() {
            for name in names { remove("\(path)/\(name)") }
        }
        rmdir(path)
    }
}

/// Fails the test with the error number of a call that returned −1.
func check(_ result: Int32) throws {
    if result == -1 { throw Errno(rawValue: errno) }
}
