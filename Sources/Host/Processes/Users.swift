internal import Glibc

/// The number of a user by name; nil if this host has none of that name. getpwnam_r(3).
package func userID(named name: String) -> UInt32? {
    var entry = unsafe passwd()
    var result: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16 << 10)
    let code = unsafe getpwnam_r(name, &entry, &buffer, buffer.count, &result)
    return unsafe code == 0 && result != nil ? entry.pw_uid : nil
}
