internal import Glibc

/// Who runs this program, as far as the kernel and the environment tell: the trail's "who".
package struct Caller: Codable, Hashable, Sendable {
    /// The effective user.
    package let user: UInt32
    /// Who logged in, through every `su` and `sudo`: /proc/self/loginuid, kept by pam_loginuid(8). Nil for services.
    package let loginUser: UInt32?
    package let sudoUser: String?
    /// `/dev/pts/3`, or nil.
    package let terminal: String?
    /// Address of the SSH client, or nil.
    package let sshClient: String?
    package let process: Int32

    package init(
        user: UInt32, loginUser: UInt32?, sudoUser: String?, terminal: String?, sshClient: String?, process: Int32
    ) {
        self.user = user
        self.loginUser = loginUser
        self.sudoUser = sudoUser
        self.terminal = terminal
        self.sshClient = sshClient
        self.process = process
    }
}

extension Kernel {
    package func caller() -> Caller {
        let login = (try? readText("/proc/self/loginuid")).flatMap { UInt32($0.trimmingNewlines) }
        let terminal = linkTarget("/proc/self/fd/0").flatMap {
            $0.hasPrefix("/dev/pts/") || $0.hasPrefix("/dev/tty") ? $0 : nil
        }
        return Caller(
            user: geteuid(), loginUser: login == UInt32.max ? nil : login, sudoUser: variable("SUDO_USER"),
            terminal: terminal, sshClient: variable("SSH_CLIENT")?.split(separator: " ").first.map(String.init),
            process: getpid())
    }

    /// One variable of this process' environment.
    package func variable(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}
