package struct ProcessIdentity: Codable, Hashable, Sendable { package var pid: Int32; package var startTime: UInt64
 package init(pid: Int32, startTime: UInt64) { self.pid = pid; self.startTime = startTime } }
