/// The machine: the one place the rest of the program reaches it through.
///
/// Making one is cheap: nothing is opened, connected or started until it is asked for.
package struct Host: Sendable {
    /// Processes, read from /proc and held by pidfd.
    package let processes: Processes

    /// Time since boot and of day.
    package let clock: BootClock
    /// Control groups, version 2.
    package let cgroups: Cgroups
    /// The CPUs and how busy they are.
    package let cpus: Cpus
    /// Sockets of others, and connections of our own as a probe.
    package let sockets: Sockets
    /// The kernel and what it lets this process do.
    package let kernel: Kernel

    /// Short programs such as `tc`, run by absolute path.
    package let tools: Tools
    /// Links, qdiscs, filters, nftables.
    package let network: Network

    /// systemd, over D-Bus.
    package let units: Units
    /// journald.
    package let journal: Journal

    /// The host this program runs on.
    ///
    /// - Parameter networkNamespace: a named network namespace (ip-netns(8)) to see and change the network of, or `nil` for
    ///   the one of this process.
    package init(networkNamespace: String? = nil) {
        processes = Processes()
        clock = BootClock()
        cgroups = Cgroups()
        cpus = Cpus()
        sockets = Sockets()
        kernel = Kernel()
        tools = Tools(networkNamespace: networkNamespace)
        network = Network(tools: tools)
        units = Units()
        journal = Journal()
    }
}
