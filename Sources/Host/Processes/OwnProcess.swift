internal import CHost
internal import Glibc
internal import SystemPackage

/// What this process settles about itself, as a hog and a guardian do at their start.
package enum OwnProcess {
    /// The signal this process gets when its parent ends; prctl(2), PR_SET_PDEATHSIG. It means the *thread* that started
    /// it, so whoever starts a child that relies on this does so from a thread that stays.
    ///
    /// - Returns: false if the parent is not `parent` any more: it ended before the setting could take effect.
    package static func setParentDeathSignal(_ signal: Int32, parent: Int32) throws(HostError) -> Bool {
        try errnoChecked(operation: "set", subject: "the signal for the end of the parent") {
            chost_set_parent_death_signal(signal)
        }
        return getppid() == parent
    }

    /// How soon the kernel kills this process when memory runs out: −1000 never, 1000 first; proc_pid_oom_score_adj(5).
    ///
    /// - Throws: `HostError`; EACCES below what the process began with, without CAP_SYS_RESOURCE.
    package static func setOOMScoreAdjust(_ score: Int32) throws(HostError) {
        let file = try Descriptor.open("/proc/self/oom_score_adj", flags: O_WRONLY, operation: "write")
        try file.writeAll(Array("\(score)".utf8))
    }

    /// Leaves the terminal and the process group; setsid(2).
    ///
    /// - Throws: `HostError`; EPERM for the leader of a process group.
    package static func startSession() throws(HostError) {
        try errnoChecked(operation: "start", subject: "a session") { setsid() }
    }

    /// Orphans among our descendants become our children; prctl(2), PR_SET_CHILD_SUBREAPER.
    package static func becomeSubreaper() throws(HostError) {
        try errnoChecked(operation: "become", subject: "the parent of orphans") { chost_become_subreaper() }
    }

    /// A write to a closed pipe fails with EPIPE instead of ending this process; signal(7).
    package static func ignoreBrokenPipes() {
        _ = signal(SIGPIPE, SIG_IGN)
    }
}
