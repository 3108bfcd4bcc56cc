internal import Glibc

/// The number of a user by name; nil if this host has none of that name. getpwnam_r(3).
package func userID(named name: String) -> UInt32? {
    var entry = unsafe passwd()
    var result: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16 << 10)
    let code = unsafe getpwnam_r(name, &entry, &buffer, buffer.count, &result)
    return unsafe code == 0 && result != nil ? entry.pw_uid : nil
}

/// The name of a user by number; nil if this host has none for it. getpwuid_r(3).
package func userName(of id: UInt32) -> String? {
    var entry = unsafe passwd()
    var result: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16 << 10)
    let code = unsafe getpwuid_r(id, &entry, &buffer, buffer.count, &result)
    guard code == 0, unsafe result != nil, let name = unsafe entry.pw_name else { return nil }
    return unsafe String(cString: name)
}
