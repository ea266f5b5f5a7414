import AirlockCore
import Foundation
import Testing

@Suite struct EgressLeaseTests {
    @Test func `a lease allows the hosts and ports that it names, and no others`() throws {
        let lease = try EgressLease(["Registry.npmjs.org:443", "*.example.org:80"])
        #expect(lease.allows(host: "registry.npmjs.org", port: 443))
        #expect(lease.allows(host: "REGISTRY.npmjs.ORG.", port: 443))
        #expect(lease.allows(host: "a.b.example.org", port: 80))
        for (host, port) in [
            ("registry.npmjs.org", 80), ("npmjs.org", 443), ("x.registry.npmjs.org", 443), ("example.org", 80),
            ("badexample.org", 80), (".example.org", 80), ("example.org.evil.net", 80), ("a.example.org", 443),
            ("", 80),
            ("\u{212A}.example.org", 80), ("1.2.3.4", 443),
        ] {
            #expect(!lease.allows(host: host, port: port), "\(host):\(port)")
        }
    }

    @Test func `an empty lease allows nothing`() throws {
        #expect(try !EgressLease([]).allows(host: "example.org", port: 443))
    }

    @Test func `the open web is every name on two ports, and never an address`() {
        let lease = EgressLease.openWeb
        #expect(lease.allows(host: "example.org", port: 443) && lease.allows(host: "a.b.c", port: 80))
        for (host, port) in [
            ("example.org", 25), ("example.org", 8080), ("1.2.3.4", 80), ("0x7f.1", 80), ("[::1]", 443),
        ] {
            #expect(!lease.allows(host: host, port: port), "\(host):\(port)")
        }
    }

    @Test(arguments: [
        "example.org", "example.org:", "example.org:0", "example.org:65536", "example.org:+443", "example.org:٤٤٣",
        ":443", "*:443", "*.:443", "*.com:443", "**.example.org:443", "a.*.example.org:443", "1.2.3.4:443",
        "0x7f000001:80", "[::1]:443", "a@b.org:443", "https://example.org:443", "exa mple.org:443",
    ])
    func `an entry that is not host and port is refused by name`(entry: String) throws {
        let error = #expect(throws: AirlockError.self) { try EgressLease(["good.example.org:443", entry]) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains(entry.debugDescription) == true)
    }

    @Test func `a lease has at most 256 entries`() {
        #expect(throws: AirlockError.self) {
            try EgressLease(Array(repeating: "a.example.org:443", count: EgressLease.maximumEntries + 1))
        }
    }

    @Test func `a lease comes back from JSON as it went, and one with an address doesn't`() throws {
        for lease in [try EgressLease(["a.example.org:443", "*.b.org:80"]), .openWeb] {
            #expect(try JSONDecoder().decode(EgressLease.self, from: JSONEncoder().encode(lease)) == lease)
        }
        let forged = #"{"destinations":["127.0.0.1:80"],"isOpenWeb":false}"#
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(EgressLease.self, from: Data(forged.utf8)) }
    }
}
