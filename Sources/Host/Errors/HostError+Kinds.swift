internal import SystemPackage

/// The causes that callers have to tell apart, without knowing error numbers.
extension HostError {
    /// A symbolic link stands where none is followed.
    package var isSymbolicLink: Bool { errno == .tooManySymbolicLinkLevels }
    /// A component of the path is no directory.
    package var isNotDirectory: Bool { errno == .notDirectory }
    /// The filesystem or the kernel has no such operation.
    package var isNotSupported: Bool { errno == .notSupported }
    /// What was opened is a socket, or a device without a driver.
    package var isNoDevice: Bool { errno == .noSuchAddressOrDevice || errno == .operationNotSupportedByDevice }
}
