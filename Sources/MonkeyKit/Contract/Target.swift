package import Host

/// What is hit.
package enum Target: Codable, Hashable, Sendable, CustomStringConvertible {
    case unit(String)
    /// One process, known by pid and start time; the name is for people.
    case process(ProcessIdentity, name: String)
    case interface(String)
    /// The path inside the filesystem that the policy named, normally its mount point.
    case filesystem(String)
    case host

    package var kind: TargetKind {
        switch self {
        case .unit: .unit
        case .process: .process
        case .interface: .interface
        case .filesystem: .filesystem
        case .host: .host
        }
    }

    /// Stable over runs: what cool-downs, limits and claims are counted by.
    package var key: String {
        switch self {
        case .unit(let name): "unit:\(name)"
        case .process(let identity, _): "process:\(identity.pid):\(identity.startTime)"
        case .interface(let name): "interface:\(name)"
        case .filesystem(let path): "filesystem:\(path)"
        case .host: "host"
        }
    }

    /// The number of a process, nil for anything else.
    package var pid: Int32? {
        if case .process(let identity, _) = self { identity.pid } else { nil }
    }

    /// For people: `nginx.service`, `process 412 (worker)`.
    package var description: String {
        switch self {
        case .unit(let name), .interface(let name), .filesystem(let name): name
        case .process(let identity, let name): "process \(identity.pid) (\(escaped(name)))"
        case .host: "the host"
        }
    }

    private enum Key: String, CodingKey { case kind, name, pid, startTime }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        switch try values.decode(TargetKind.self, forKey: .kind) {
        case .unit: self = .unit(try values.decode(String.self, forKey: .name))
        case .interface: self = .interface(try values.decode(String.self, forKey: .name))
        case .filesystem: self = .filesystem(try values.decode(String.self, forKey: .name))
        case .host: self = .host
        case .process:
            let identity = ProcessIdentity(
                pid: try values.decode(Int32.self, forKey: .pid),
                startTime: try values.decode(UInt64.self, forKey: .startTime))
            self = .process(identity, name: try values.decode(String.self, forKey: .name))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(kind, forKey: .kind)
        switch self {
        case .unit(let name), .interface(let name), .filesystem(let name): try values.encode(name, forKey: .name)
        case .process(let identity, let name):
            try values.encode(identity.pid, forKey: .pid)
            try values.encode(identity.startTime, forKey: .startTime)
            try values.encode(name, forKey: .name)
        case .host: break
        }
    }
}

package enum TargetKind: String, Codable, Hashable, Sendable, CaseIterable {
    case unit, process, interface, filesystem, host
}
