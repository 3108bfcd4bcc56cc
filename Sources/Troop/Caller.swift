internal import Host
package import Trail

extension Troop {
    /// Who runs this program: the trail's "who".
    package var caller: Caller {
        Caller(
            uid: host.kernel.userID, loginUID: host.kernel.loginUserID, sudoUser: host.kernel.variable("SUDO_USER"),
            tty: host.kernel.terminal,
            sshClient: host.kernel.variable("SSH_CLIENT")?.split(separator: " ").first.map(String.init))
    }
}
