internal import Glibc
internal import SystemPackage

/// An open descriptor with one owner, closed when the owner lets go of it.
package struct Descriptor: ~Copyable, Sendable {
    /// The number the kernel knows it by; valid as long as this value lives.
    package let number: Int32

    /// Takes over a descriptor that nobody else will close.
    package init(owning number: Int32) {
        self.number = number
    }

    deinit {
        // Nothing can be done about a failure here; who must know calls `close()`.
        _ = Glibc.close(number)
    }

    /// Closes and reports what closing found out, such as a late write error on a network file system.
    ///
    /// Not retried on EINTR: on Linux the descriptor is gone by then, see close(2).
    package consuming func close() throws(HostError) {
        let number = release()
        try errnoChecked(operation: "close", subject: "descriptor \(number)", retryOnInterrupt: false) {
            Glibc.close(number)
        }
    }

    /// Gives the number away; the caller closes it.
    package consuming func release() -> Int32 {
        let number = self.number
        discard self
        return number
    }

    /// Another descriptor for the same open file, close-on-exec.
    package func duplicate() throws(HostError) -> Descriptor {
        let number = self.number
        return Descriptor(
            owning: try errnoChecked(operation: "duplicate", subject: "descriptor \(number)") {
                fcntl(number, F_DUPFD_CLOEXEC, 3)
            })
    }
}

/// A descriptor that is stored or shared; closed with its last reference.
package final class HeldDescriptor: Sendable {
    /// What is held.
    package let descriptor: Descriptor

    /// Takes over the descriptor.
    package init(_ descriptor: consuming Descriptor) {
        self.descriptor = descriptor
    }

    /// The number the kernel knows it by; valid as long as this object lives.
    package var number: Int32 { descriptor.number }
}
