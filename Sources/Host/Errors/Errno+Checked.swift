internal import Glibc
internal import SystemPackage

/// Calls a function of the C library and turns its −1 into a typed error. `errno` is read on the line after the call.
///
/// - Parameters:
///   - operation: a verb phrase that fits behind "cannot".
///   - subject: what the call is about; evaluated only on failure.
///   - mend: what would make it work, given the error number.
///   - retryOnInterrupt: whether a call cut short by a signal (EINTR) is made again.
@discardableResult
func errnoChecked<Result: SignedInteger>(
    operation: String,
    subject: @autoclosure () -> String,
    mend: (Errno) -> String? = { _ in nil },
    retryOnInterrupt: Bool = true,
    _ call: () -> Result
) throws(HostError) -> Result {
    while true {
        let result = call()
        let number = Errno(rawValue: errno)
        guard result == -1 else { return result }
        if number == .interrupted && retryOnInterrupt { continue }
        throw HostError(operation: operation, subject: subject(), errno: number, mend: mend(number))
    }
}

/// Calls a function that returns its error number (posix_spawn(3), pthread_sigmask(3)) and turns it into a typed error.
func codeChecked(
    operation: String, subject: @autoclosure () -> String, _ call: () -> Int32
) throws(HostError) {
    let code = call()
    guard code == 0 else {
        throw HostError(operation: operation, subject: subject(), errno: Errno(rawValue: code))
    }
}

/// The same for the many cases where the caller decides by the number: the result, or why not.
func errnoResult<Result: SignedInteger>(
    retryOnInterrupt: Bool = true, _ call: () -> Result
) -> Swift.Result<Result, Errno> {
    while true {
        let result = call()
        let number = Errno(rawValue: errno)
        guard result == -1 else { return .success(result) }
        if number == .interrupted && retryOnInterrupt { continue }
        return .failure(number)
    }
}
