internal import SystemPackage

/// The network as iproute2 shows and changes it. Mechanical: what to add and how to take it back is for others to say.
///
/// Every change of several steps goes through one process (`-batch`), and an nftables script is one transaction.
package struct Network: Sendable {
    package let tools: Tools

    package init(tools: Tools) {
        self.tools = tools
    }

    // MARK: Links and addresses

    /// Every interface of the network namespace.
    package func links() async throws(HostError) -> [Link] {
        try await read([Link].self, .ip, ["-json", "-details", "link", "show"])
    }

    /// One interface, or `nil` if there is none of that name.
    package func link(_ name: String) async throws(HostError) -> Link? {
        try await absentAsNil { () throws(HostError) in
            try await read([Link].self, .ip, ["-json", "-details", "link", "show", "dev", name]).first
        }
    }

    /// The addresses of an interface.
    /// - Throws: with `Errno.operationNotSupportedByDevice` (ENODEV) if there is no such interface.
    package func addresses(of interface: String) async throws(HostError) -> [InterfaceAddress] {
        struct Entry: Decodable {
            let addresses: [InterfaceAddress]?
            enum CodingKeys: String, CodingKey { case addresses = "addr_info" }
        }
        return try await read([Entry].self, .ip, ["-json", "address", "show", "dev", interface])
            .flatMap { $0.addresses ?? [] }
    }

    /// The interface packets to this address leave by.
    /// - Parameter address: an IPv4 or IPv6 address; names are not looked up.
    /// - Throws: with `Errno.networkUnreachable` where there is no route.
    package func interface(towards address: String) async throws(HostError) -> String {
        struct Route: Decodable { let dev: String? }
        let arguments = ["-json", "route", "get", address]
        guard let device = try await read([Route].self, .ip, arguments).first?.dev else {
            throw HostError(
                operation: "find the interface towards", subject: address, cause: "the route names no interface")
        }
        return device
    }

    /// Changes links, addresses or routes: one command a line, as words, without `ip`. Stops at the first that fails.
    package func batch(ip lines: [[String]]) async throws(HostError) {
        try await batch(.ip, lines)
    }

    // MARK: Traffic control

    /// The qdiscs of one interface, or of all.
    package func qdiscs(on interface: String? = nil) async throws(HostError) -> [Qdisc] {
        let place = interface.map { ["dev", $0] } ?? []
        return try await read([Qdisc].self, .tc, ["-json", "-s", "qdisc", "show"] + place)
            .map { qdisc in qdisc.device.isEmpty ? qdisc.on(interface ?? "") : qdisc }
    }

    /// The filters at one end of an interface; none where there is no clsact qdisc.
    package func filters(on interface: String, hook: Filter.Hook) async throws(HostError) -> [Filter] {
        let arguments = ["filter", "show", "dev", interface, hook.rawValue]
        let output = try await tools.check(.tc, ["-json"] + arguments)
        do throws(HostError) {
            return try reading([Filter].self, from: output, of: Tools.words(.tc, ["-json"] + arguments))
        } catch {
            let text = try await tools.check(.tc, arguments)
            return try Filter.list(text: text, of: Tools.words(.tc, arguments))
        }
    }

    /// Changes qdiscs, classes or filters: one command a line, as words, without `tc`. Stops at the first that fails;
    /// the lines before it stand.
    package func batch(tc lines: [[String]]) async throws(HostError) {
        try await batch(.tc, lines)
    }

    // MARK: -

    private func batch(_ tool: Tools.Tool, _ lines: [[String]]) async throws(HostError) {
        guard !lines.isEmpty else { return }
        let script = try BatchScript(lines, for: tool)
        let result = try await tools.run(tool, ["-batch", "-"], input: script.text)
        guard result.succeeded else { throw script.error(result) }
    }

    private func read<Value: Decodable>(
        _ type: [Value].Type, _ tool: Tools.Tool, _ arguments: [String]
    ) async throws(HostError) -> [Value] {
        let output = try await tools.check(tool, arguments)
        return try reading(type, from: output, of: Tools.words(tool, arguments))
    }

    /// Turns "there is no such thing" into `nil`.
    func absentAsNil<Value>(_ body: () async throws(HostError) -> Value?) async throws(HostError) -> Value? {
        do throws(HostError) {
            return try await body()
        } catch {
            if error.errno == .operationNotSupportedByDevice || error.errno == .noSuchFileOrDirectory { return nil }
            throw error
        }
    }
}
