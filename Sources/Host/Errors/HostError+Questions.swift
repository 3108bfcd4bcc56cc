internal import SystemPackage

/// What callers above this layer ask of an error number.
extension HostError {
    /// What was asked for is not there: a file, a process, a device, a filter.
    package var isAbsence: Bool {
        switch errno {
        case .noSuchFileOrDirectory, .noSuchProcess, .operationNotSupportedByDevice: true
        default: false
        }
    }

    /// What should have been made is there already.
    package var isPresence: Bool { errno == .fileExists }
}
