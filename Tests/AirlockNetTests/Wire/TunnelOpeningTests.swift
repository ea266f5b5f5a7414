import Testing

@testable import AirlockNet

@Suite struct TunnelOpeningTests {
    private func opening(_ bytes: [UInt8], _ target: String) throws -> TunnelOpening {
        TunnelOpening(bytes, to: try RequestTarget(tunnel: target))
    }

    private let alert: [UInt8] = [0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x70]

    @Test(arguments: ["a.test:443", "a.test:8443"])
    func `TLS must name the tunnel's host`(target: String) throws {
        #expect(try opening([], target) == .needsMore)
        #expect(try opening(helloBytes(serverName: "a.test"), target) == .passes)
        #expect(try opening(helloBytes(serverName: "A.Test"), target) == .passes)
        for name in ["b.test", "x.a.test", "a.test.b.test", "1.2.3.4", "", "a.test\0.b.test"] {
            guard case .refused(let refusal, alert) = try opening(helloBytes(serverName: name), target) else {
                Issue.record("\(name.debugDescription) passes")
                continue
            }
            #expect(refusal.reason == TunnelOpening.otherName.reason)
        }
        #expect(try opening([0x16, 3, 1, 0, 1, 2], target) == .refused(TunnelOpening.unreadable, alert: []))
    }

    @Test func `on port 443 it must be TLS and must name a server`() throws {
        #expect(
            try opening(helloBytes(serverName: nil), "a.test:443") == .refused(TunnelOpening.nameless, alert: alert))
        #expect(try opening(Array("GET /".utf8), "a.test:443") == .refused(TunnelOpening.notTLS, alert: []))
    }

    @Test func `on other ports it may be anything else`() throws {
        #expect(try opening(helloBytes(serverName: nil), "a.test:8443") == .passes)
        #expect(try opening(Array("SSH-2.0-x".utf8), "a.test:22") == .passes)
    }
}
