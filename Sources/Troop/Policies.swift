internal import Host
internal import MonkeyKit
package import Policy

/// What reading policies gave: the documents that are well formed, and every problem at once.
package struct PolicyReading: Sendable {
    package fileprivate(set) var documents: [PolicyDocument] = []
    package fileprivate(set) var problems: [PolicyProblem] = []
    /// The documents as one; none if they contradict each other.
    package fileprivate(set) var set = PolicySet.none
}

extension Troop {
    /// The policies in force: `policies.d/*.yaml` in the order of their names. A file that others could have written is
    /// a problem, as with sudo.
    package func readPolicies() throws -> PolicyReading {
        guard isDirectory(paths.policies) else { return PolicyReading() }
        let names = try Directory(paths.policies).names().filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
        return try readPolicies(files: names.sorted().map { "\(paths.policies)/\($0)" }, mustBeTrusted: true)
    }

    /// - Throws: `HostError` if a file cannot be read.
    package func readPolicies(files: [String], mustBeTrusted: Bool = false) throws -> PolicyReading {
        var reading = PolicyReading()
        let declarations = monkeys.map { MonkeyDeclaration($0) }
        for file in files {
            if mustBeTrusted, let why = trustProblem(of: file) {
                reading.problems.append(PolicyProblem(Place(file: file, line: 1, column: 1), why))
                continue
            }
            do throws(PolicyProblems) {
                let text = try readPolicy(file)
                reading.documents.append(try PolicyDocument(parsing: text, file: file, monkeys: declarations))
            } catch {
                reading.problems += error.problems
            }
        }
        do {
            reading.set = try PolicySet(reading.documents)
        } catch {
            reading.problems += error.problems
        }
        return reading
    }

    private func readPolicy(_ file: String) throws(PolicyProblems) -> String {
        do {
            return try readText(file, limit: 1 << 20)
        } catch {
            throw PolicyProblems([PolicyProblem(Place(file: file, line: 1, column: 1), error.description)])
        }
    }
}
