import Testing

@testable import Host

@Suite("/proc/net/tcp and udp")
struct SocketTableTests {
    @Test(
        "addresses are read from the kernel's words",
        arguments: [
            ("0100007F:1F90", "127.0.0.1:8080"), ("00000000:0016", "0.0.0.0:22"),
            ("00000000000000000000000000000000:0050", "[::]:80"),
            ("00000000000000000000000001000000:01BB", "[::1]:443"),
            ("000080FE00000000FF005450FE1A8A4F:FFFF", "[fe80::5054:ff:4f8a:1afe]:65535"),
            ("0000000000000000FFFF00000100A8C0:0016", "192.168.0.1:22"),
            ("0100007F", nil), ("0100007:1F90", nil), ("0100007F:1F90F", nil), ("XX00007F:1F90", nil), ("", nil),
        ] as [(String, String?)])
    func addresses(text: String, expected: String?) {
        #expect(SocketAddress(kernel: text[...])?.description == expected)
    }

    static let table = """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 100 1 0 100 0 0 10 0
           1: 0100007F:0016 0100007F:A000 01 00000000:00000000 02:00000000 00000000     0        0 200 2 0 20 4 30 10 -1
           2: 0100007F:A000 0100007F:0016 06 00000000:00000000 03:00000000 00000000     0        0 0 3 0
        not a row
        """

    @Test("rows are read, what is none is passed over")
    func rows() {
        let rows = SocketRow.rows(of: Self.table, .tcp)
        #expect(rows.map(\.inode) == [100, 200, 0])
        #expect(rows.map(\.isListening) == [true, false, false])
        #expect(rows.map(\.isEstablished) == [false, true, false])
        #expect(rows[1].remote == SocketAddress(address: "127.0.0.1", port: 40960, isIPv6: false))
        #expect(SocketRow.rows(of: "", .tcp).isEmpty)
    }

    @Test(
        "the version of an address is told by its text",
        arguments: [
            ("10.0.0.1", 4), ("::1", 6), ("::ffff:1.2.3.4", 6), ("10.0.0", nil), ("10.0.0.256", nil), ("x", nil),
            ("", nil), ("1.2.3.4/8", nil),
        ] as [(String, Int?)])
    func versions(text: String, version: Int?) {
        #expect(ipVersion(text) == version)
    }
}
