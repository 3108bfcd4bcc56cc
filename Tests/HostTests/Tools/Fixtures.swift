import Glibc
import SystemPackage
import Testing

@testable import Host

var isRoot: Bool { geteuid() == 0 }

/// A directory of the test's own, gone with it.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/monkey-test-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func write(_ text: String, to name: String, mode: UInt32) throws {
        let file = FilePath("\(path)/\(name)")
        let descriptor = try FileDescriptor.open(
            file, .writeOnly, options: [.create, .truncate], permissions: FilePermissions(rawValue: mode))
        try descriptor.closeAfter { _ = try descriptor.writeAll(text.utf8) }
        guard unsafe chmod(file.string, mode) == 0 else { throw Errno(rawValue: errno) }
    }

    deinit {
        guard let directory = unsafe opendir(path) else { return }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if name != "." && name != ".." { unsafe unlink("\(path)/\(name)") }
        }
        unsafe closedir(directory)
        unsafe rmdir(path)
    }
}
