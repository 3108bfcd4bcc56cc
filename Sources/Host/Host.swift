/// The machine: the one place the rest of the program reaches it through.
///
/// Making one is cheap: nothing is opened, connected or started until it is asked for.
package struct Host: Sendable {
    /// Processes, read from /proc and held by pidfd.
    package let processes: Processes

    /// The host this program runs on.
    package init() {
        processes = Processes()
    }
}
