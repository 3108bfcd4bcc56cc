import Testing

@testable import Host

@Suite("A set of CPUs")
struct CPUSetTests {
    @Test(
        "is read and written as the kernel does",
        arguments: [
            ("0", [0], "0"), ("0-3,5", [0, 1, 2, 3, 5], "0-3,5"), ("5,0-3", [0, 1, 2, 3, 5], "0-3,5"),
            ("0,1,2", [0, 1, 2], "0-2"), ("1-1", [1], "1"), ("0-1,1-2", [0, 1, 2], "0-2"), ("8191", [8191], "8191"),
        ] as [(String, [Int], String)])
    func text(text: String, numbers: [Int], printed: String) {
        #expect(CPUSet(text)?.numbers == numbers)
        #expect(CPUSet(text)?.description == printed)
    }

    @Test(
        "is not read from what is none",
        arguments: ["", ",", "0,", "-1", "1-", "3-1", "a", "0 1", "0-1-2", "8192", "0-99999999999", "1.5", "\n"])
    func garbage(text: String) {
        #expect(CPUSet(text) == nil)
    }

    @Test("lies within another")
    func subset() {
        let all = CPUSet(0..<4)
        #expect(CPUSet([1, 3]).isSubset(of: all))
        #expect(!CPUSet([1, 4]).isSubset(of: all))
        #expect(CPUSet([]).description == "")
    }
}
