import Glibc
import Host
import MonkeyKit
import Testing

@testable import Trail

@Suite("Only our own directory is trusted")
struct TrustTests {
    struct Plant: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let says: String
        var needsRoot = false
        let plant: @Sendable (StateDirectory) throws -> Void
    }

    static let plants: [Plant] = [
        Plant(testDescription: "a symbolic link as the trail directory", says: "cannot open directory") { state in
            mkdir(state.path + "/elsewhere", 0o700)
            symlink("elsewhere", state.path + "/trail")
        },
        Plant(testDescription: "a file as the trail directory", says: "cannot open directory") { state in
            try writeBytes([], to: state.path + "/trail")
        },
        Plant(testDescription: "a directory that others may write to", says: "others may write to it") { state in
            mkdir(state.path + "/trail", 0o700)
            chmod(state.path + "/trail", 0o770)
        },
        Plant(testDescription: "a state directory that others may write to", says: "others may write to it") { state in
            mkdir(state.path + "/trail", 0o700)
            chmod(state.path, 0o1777)
        },
        Plant(testDescription: "somebody else's directory", says: "it belongs to user 65534", needsRoot: true) {
            state in
            mkdir(state.path + "/trail", 0o700)
            chown(state.path + "/trail", 65534, 65534)
        },
        Plant(testDescription: "somebody else's segment", says: "it belongs to user 65534", needsRoot: true) { state in
            try state.trail().prepare()
            chown(state.file(1), 65534, 65534)
        },
        Plant(testDescription: "a symbolic link as a segment", says: "a symbolic link is not followed") { state in
            try state.trail().prepare()
            rename(state.file(1), state.path + "/stolen")
            symlink("../stolen", state.file(1))
        },
        Plant(testDescription: "a segment with a second name", says: "it has 2 names") { state in
            try state.trail().prepare()
            link(state.file(1), state.path + "/second")
        },
        Plant(testDescription: "a pipe as a segment", says: "it is not a file") { state in
            try state.trail().prepare()
            mkfifo(state.file(2), 0o600)
        },
    ]

    @Test("refuses", arguments: plants.filter { !$0.needsRoot || geteuid() == 0 })
    func refuses(_ plant: Plant) throws {
        let state = try StateDirectory()
        try plant.plant(state)
        let writing = #expect(throws: TrailError.self) { try state.trail().append([.intent(intent(1))]) }
        #expect(writing?.description.contains(plant.says) == true, "\(writing?.description ?? "")")
        let reading = #expect(throws: TrailError.self) { try state.trail().state() }
        #expect(reading?.description.contains(plant.says) == true, "\(reading?.description ?? "")")
    }

    @Test("a link planted as the next segment is replaced, not followed")
    func plantedNext() throws {
        let state = try StateDirectory()
        try state.trail().prepare()
        try writeBytes(Array("precious".utf8), to: state.path + "/precious")
        symlink("../precious", state.path + "/trail/next")
        var limits = TrailLimits()
        limits.segment = 1
        try state.trail(limits).append([.intent(intent(1))])
        try state.trail(limits).append([.note(id(1), "x")])
        #expect(try readBytes(state.path + "/precious") == Array("precious".utf8))
        #expect(try state.trail().verify().isSound)
    }

    @Test("what it makes is for its owner only")
    func modes() throws {
        let state = try StateDirectory()
        try state.trail().prepare()
        for (path, mode) in [("", 0o700), ("/trail", 0o700), ("/trail/lock", 0o600), ("/trail/00000001.jsonl", 0o600)] {
            var status = stat()
            #expect(stat(state.path + path, &status) == 0)
            #expect(Int(status.st_mode & 0o7777) == mode, "\(path)")
        }
    }
}
