/// The machine: the one place the rest of the program reaches it through.
///
/// Making one is cheap: nothing is opened, connected or started until it is asked for.
package struct Host: Sendable {
    /// Processes, read from /proc and held by pidfd.
    package let processes: Processes

    /// Short programs such as `tc`, run by absolute path.
    package let tools: Tools
    /// Links, qdiscs, filters, nftables.
    package let network: Network

    /// The host this program runs on.
    ///
    /// - Parameter networkNamespace: a named network namespace (ip-netns(8)) to see and change the network of, or `nil` for
    ///   the one of this process.
    package init(networkNamespace: String? = nil) {
        processes = Processes()
        tools = Tools(networkNamespace: networkNamespace)
        network = Network(tools: tools)
    }
}
