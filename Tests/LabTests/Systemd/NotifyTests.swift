import Glibc
import SystemPackage
import Testing

@testable import Host

/// In the lab because the environment of the whole process is changed, and there tests run one after the other.
@Suite("What a service manager is told", .serialized, .enabled(if: isSystemdLab, "run `make lab`"))
struct NotifyTests {
    @Test("a datagram for each; a line break begins no other assignment")
    func messages() throws {
        let path = "/run/notify-\(UInt32.random(in: 0...UInt32.max))"
        let descriptor = Descriptor(owning: socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0))
        let number = descriptor.number
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &name.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let result = unsafe withUnsafePointer(to: &name) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
        defer { _ = unsafe unlink(path) }

        func received() -> String {
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = unsafe recv(number, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        }

        unsafe unsetenv("NOTIFY_SOCKET")
        #expect(!Notify.ready())
        unsafe setenv("NOTIFY_SOCKET", path, 1)
        defer { unsafe unsetenv("NOTIFY_SOCKET") }
        #expect(Notify.ready(status: "up\nMAINPID=1"))
        #expect(received() == "READY=1\nSTATUS=up MAINPID=1")
        #expect(Notify.status("holding"))
        #expect(received() == "STATUS=holding")
        #expect(Notify.extendTimeout(by: .seconds(30)))
        #expect(received() == "EXTEND_TIMEOUT_USEC=30000000")
        #expect(Notify.stopping())
        #expect(received() == "STOPPING=1")
    }
}
