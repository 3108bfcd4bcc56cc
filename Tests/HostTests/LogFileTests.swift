import Glibc
import Host
import Testing

/// A directory of its own for one test, removed afterwards.
private func withDirectory(_ body: (borrowing Directory) throws -> Void) throws {
    let path = "/tmp/monkey-host-\(UInt64.random(in: 0 ... .max))"
    try Directory.make(path)
    let directory = try Directory(path)
    defer {
        for name in (try? directory.names()) ?? [] { try? directory.remove(name) }
        rmdir(path)
    }
    try body(directory)
}

@Suite("A file that grows at its end")
struct LogFileTests {
    @Test("holds what was written and reserves beyond its end without growing")
    func reserve() throws {
        try withDirectory { directory in
            let file = try directory.open("log", .make)
            #expect(try file.write(Array("one\n".utf8), at: 0) == 4)
            try file.reserve(from: 4, count: 1 << 20)
            try file.syncData()
            let status = try file.status()
            #expect(status.size == 4)
            #expect(status.allocated >= 1 << 20)
            #expect(status.mode == 0o600)
            #expect(try file.bytes(from: 1, to: 100) == Array("ne\n".utf8))
            try file.truncate(to: 4)
            #expect(try file.status().allocated < 1 << 20)
        }
    }

    @Test("is not opened through a symbolic link, nor made twice")
    func open() throws {
        try withDirectory { directory in
            _ = try directory.open("log", .make)
            #expect(throws: HostError.self) { _ = try directory.open("log", .make) }
            #expect(symlink("log", directory.path + "/link") == 0)
            #expect(throws: HostError.self) { _ = try directory.open("link", .read) }
            #expect(try directory.names().sorted() == ["link", "log"])
            try directory.rename("log", to: "other")
            #expect(throws: HostError.self) { _ = try directory.open("log", .read) }
        }
    }

    @Test("is locked against another open file of the same process, and says who holds it")
    func lock() throws {
        try withDirectory { directory in
            do {
                let lock = try FileLock(directory.open("lock", .openOrMake), .exclusive, patience: .zero)
                let error = #expect(throws: HostError.self) {
                    _ = try FileLock(directory.open("lock", .read), .shared, patience: .zero)
                }
                #expect(error?.cause.contains("process ") == true)
                _ = consume lock
            }
            _ = try FileLock(directory.open("lock", .read), .exclusive, patience: .zero)
        }
    }
}
