internal import Host

/// A peer that connections can be made to, to see the delay from outside.
package struct RoundTripProbe: Codable, Hashable, Sendable {
    /// Numeric.
    package let address: String
    package let port: UInt16

    package init(address: String, port: UInt16) {
        self.address = address
        self.port = port
    }
}
