/// The processes of this machine, as /proc tells; see proc(5).
package struct Processes: Sendable {
    /// Where the proc file system is mounted.
    package let root: String

    package init(root: String = "/proc") {
        self.root = root
    }
}
