import NIOCore
import Testing

@testable import AirlockNet

@Suite struct AddressReachTests {
    private func reach(_ text: String) throws -> AddressReach {
        AddressReach(try SocketAddress(ipAddress: text, port: 1))
    }

    @Test(arguments: [
        "8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0",
        "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00::1", "2001:200::1",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
    ])
    func `public addresses are public`(text: String) throws {
        #expect(try reach(text) == .public)
    }

    @Test(arguments: [
        "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.0", "127.255.255.255", "172.16.0.0",
        "172.31.255.255", "192.168.0.0", "192.168.255.255", "::1", "fc00::1", "fdff::1",
    ])
    func `loopback and private networks are private`(text: String) throws {
        #expect(try reach(text) == .private)
    }

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "169.254.0.0", "169.254.169.254", "169.254.255.255", "100.100.100.200", "168.63.129.16",
        "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.1",
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::2", "::127.0.0.1",
        "::ffff:169.254.169.254", "::ffff:127.0.0.1", "::ffff:8.8.8.8",
        "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "64:ff9b:0:1::8.8.8.8",
        "100::1",
        "2001::1", "2001:2::1", "2001:10::1", "2001:db8::1", "2002:7f00:1::1", "2002:a00:1::1", "3fff::1", "4000::1",
        "fd00:ec2::254", "fe80::1", "febf::1", "fec0::1", "ff02::1",
    ])
    func `nobody can allow what no program has a reason to talk to`(text: String) throws {
        #expect(try reach(text) == .never)
    }

    @Test func `an address of this machine is private, if it isn't worse`() throws {
        let own: Set<String> = ["8.8.8.8", "2606:4700::1111", "169.254.1.1"]
        for text in ["8.8.8.8", "2606:4700:0:0::1111"] {
            #expect(AddressReach(try SocketAddress(ipAddress: text, port: 1), own: own) == .private)
        }
        #expect(AddressReach(try SocketAddress(ipAddress: "169.254.1.1", port: 1), own: own) == .never)
        #expect(AddressReach(try SocketAddress(ipAddress: "8.8.4.4", port: 1), own: own) == .public)
    }

    @Test func `what isn't an internet address isn't reached`() throws {
        #expect(AddressReach(try SocketAddress(unixDomainSocketPath: "/run/x")) == .never)
        #expect(AddressReach([1, 2, 3]) == .never)
    }
}
