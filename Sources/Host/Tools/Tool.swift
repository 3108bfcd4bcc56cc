extension Tools {
    /// A short-lived program of the host that this one may run: always by absolute path, never through a shell.
    package enum Tool: String, Sendable, CaseIterable {
        case ip, tc, nft, modprobe

        /// The Debian package and the like that brings it; for the hint of an error.
        package var debianPackage: String {
            switch self {
            case .ip, .tc: "iproute2"
            case .nft: "nftables"
            case .modprobe: "kmod"
            }
        }
    }
}

/// How a tool ended and what it said. A status other than zero is a result, not an error.
package struct ToolResult: Sendable, Equatable {
    /// The exit status; 128 + n when signal n ended it, as shells count.
    package let status: Int32
    /// What it wrote to standard output.
    package let output: String
    /// What it wrote to standard error.
    package let errors: String

    package var succeeded: Bool { status == 0 }

    package init(status: Int32, output: String = "", errors: String = "") {
        self.status = status
        self.output = output
        self.errors = errors
    }
}
