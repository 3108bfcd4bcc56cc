import Glibc
import Testing

@testable import Host

@Suite("The kernel")
struct KernelTests {
    let kernel = Kernel()

    @Test("says what it is")
    func names() {
        var name = utsname()
        uname(&name)
        let release = withUnsafeBytes(of: &name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        #expect(kernel.release == release)
        #expect(!kernel.hostName.isEmpty)
    }

    @Test("has no module of a name that nobody gave")
    func modules() {
        #expect(kernel.module("monkey-no-such-module") == .missing)
        #expect(kernel.module("") == .missing || access("/sys/module/", F_OK) == 0)
    }

    @Test("names capabilities as the man page does")
    func capabilities() {
        #expect(Capability.allCases.map(\.name).allSatisfy { $0.hasPrefix("CAP_") })
        #expect(Capability.netAdmin.rawValue == 12)
        if kernel.has(.kill) { #expect(kill(1, 0) == 0) }
    }

    @Test("knows the file that runs")
    func executable() throws {
        #expect(kernel.selfExecutable.hasPrefix("/"))
        #expect(access(kernel.selfExecutable, X_OK) == 0)
        #expect(linkTarget("/proc/self/exe") == kernel.selfExecutable)
        #expect(linkTarget("/proc/self/cmdline") == nil)
    }
}
