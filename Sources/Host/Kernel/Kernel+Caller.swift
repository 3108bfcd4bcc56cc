internal import Glibc

/// Who runs this program, as far as the kernel and the environment tell.
extension Kernel {
    /// The effective user.
    package var userID: UInt32 { geteuid() }

    /// Who logged in, through every `su` and `sudo`: /proc/self/loginuid, kept by pam_loginuid(8). Nil for services.
    package var loginUserID: UInt32? {
        let login = (try? readText("/proc/self/loginuid")).flatMap { UInt32($0.trimmingNewlines) }
        return login == UInt32.max ? nil : login
    }

    /// The terminal of standard input, `/dev/pts/3`, or nil.
    package var terminal: String? {
        linkTarget("/proc/self/fd/0").flatMap { $0.hasPrefix("/dev/pts/") || $0.hasPrefix("/dev/tty") ? $0 : nil }
    }

    /// One variable of this process' environment.
    package func variable(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}
