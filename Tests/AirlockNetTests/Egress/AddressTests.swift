import AirlockCore
import Testing

@testable import AirlockNet

/// Names that are leased and whose addresses are not what they should be.
@Suite struct AddressTests {
    private func answer(_ addresses: [[String]], privateHosts: [String] = []) async throws -> (
        String, [ConnectionAttempt]
    ) {
        var setting = ProxyFixture.Setting()
        setting.lease = ["origin.test:$"]
        setting.privateHosts = privateHosts
        setting.answers = ["origin.test": addresses]
        var answer = ""
        var attempts: [ConnectionAttempt] = []
        try await ProxyFixture.run(setting) { proxy in
            answer = try await proxy.answer(to: "GET http://origin.test:$/ HTTP/1.1\r\nHost: a\r\n\r\n")
            attempts = await proxy.session.attempts()
        }
        return (answer, attempts)
    }

    @Test(arguments: [
        ["127.0.0.1"], ["10.0.0.1"], ["169.254.169.254"], ["::1"], ["::ffff:127.0.0.1"], ["fd00::1"], ["0.0.0.0"],
        ["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"],
    ])
    func `a leased name with any address that isn't public is refused`(addresses: [String]) async throws {
        let (answer, attempts) = try await answer([addresses])
        #expect(answer.hasPrefix("HTTP/1.1 403 ") && answer.contains("not on the public internet"))
        #expect(attempts.map(\.isAllowed) == [false])
    }

    @Test func `a private address is let through for a host and port that a person named`() async throws {
        let (answer, attempts) = try await answer([["127.0.0.1"]], privateHosts: ["origin.test:$"])
        #expect(answer.hasSuffix("\r\n\r\nhello"))
        #expect(attempts.map(\.isAllowed) == [true])
        let (other, _) = try await self.answer([["127.0.0.1"]], privateHosts: ["origin.test:1"])
        #expect(other.hasPrefix("HTTP/1.1 403 ") && other.contains("sandbox.egress_private"))
    }

    @Test func `the clouds' metadata is let through for nobody`() async throws {
        let (answer, _) = try await answer([["169.254.169.254"]], privateHosts: ["origin.test:$"])
        #expect(answer.hasPrefix("HTTP/1.1 403 ") && answer.contains("never let through"))
    }

    @Test func `the open web has no private addresses either`() async throws {
        var setting = ProxyFixture.Setting()
        setting.isOpenWeb = true
        setting.answers = ["inside.test": [["192.168.1.1"]]]
        try await ProxyFixture.run(setting) { proxy in
            for target in ["inside.test:443", "inside.test:80", "origin.test:443"] {
                let answer = try await proxy.answer(to: "CONNECT \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 403 ") && answer.contains("not on the public internet"))
            }
            let answer1 = try await proxy.answer(to: "CONNECT inside.test:22 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(answer1.contains("egress lease"))
        }
    }

    @Test func `a name is asked for once, and that answer is connected to`() async throws {
        var setting = ProxyFixture.Setting()
        // The second answer would be refused, the first is not.
        setting.answers = ["origin.test": [["127.0.0.1"], ["169.254.169.254"]]]
        try await ProxyFixture.run(setting) { proxy in
            let request = "GET http://origin.test:$/ HTTP/1.1\r\nHost: a\r\n\r\n"
            let answer2 = try await proxy.answer(to: request)
            #expect(answer2.hasSuffix("hello"))
            #expect(proxy.resolver.asked == ["origin.test"])
            #expect(proxy.origin.connections == 1)
            let answer3 = try await proxy.answer(to: request)
            #expect(answer3.hasPrefix("HTTP/1.1 403 "))
            #expect(proxy.origin.connections == 1)
        }
    }

    @Test func `a name without an address is a bad gateway`() async throws {
        var setting = ProxyFixture.Setting()
        setting.lease = ["nowhere.test:443"]
        try await ProxyFixture.run(setting) { proxy in
            let answer = try await proxy.answer(to: "CONNECT nowhere.test:443 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 502 ") && answer.contains("nowhere.test has no address"))
            #expect(await proxy.session.attempts().map(\.isAllowed) == [true])
        }
    }
}
