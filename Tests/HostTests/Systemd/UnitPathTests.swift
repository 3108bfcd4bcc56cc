import Testing

@testable import Host

@Suite("Where units stand on the bus")
struct UnitPathTests {
    @Test(
        "object paths",
        arguments: [
            ("nginx.service", "nginx_2eservice"), ("-.slice", "_2d_2eslice"), ("0a1.service", "_30a1_2eservice"),
            ("dev-disk-by\\x2duuid.swap", "dev_2ddisk_2dby_5cx2duuid_2eswap"), ("a@b.service", "a_40b_2eservice"),
            ("ü.service", "_c3_bc_2eservice"), ("", "_"),
        ])
    func paths(_ unit: String, _ label: String) {
        #expect(UnitPath.path(of: unit) == "/org/freedesktop/systemd1/unit/" + label)
    }

    @Test("the interface follows from the suffix")
    func interfaces() {
        #expect(UnitPath.interface(of: "a.b.service") == "org.freedesktop.systemd1.Service")
        #expect(UnitPath.interface(of: "-.slice") == "org.freedesktop.systemd1.Slice")
        #expect(UnitPath.interface(of: "nginx") == nil)
        #expect(UnitPath.interface(of: "nginx.conf") == nil)
    }

    @Test(
        "the drop-in is named for the setting in the unit file",
        arguments: [
            ("CPUQuotaPerSecUSec", "50-CPUQuota.conf"), ("CPUQuotaPeriodUSec", "50-CPUQuotaPeriodSec.conf"),
            ("CPUWeight", "50-CPUWeight.conf"),
        ])
    func dropIns(_ property: String, _ file: String) {
        #expect(Units.dropIn(for: property, of: "a.service") == "/run/systemd/system.control/a.service.d/" + file)
    }
}
