import AirlockCore
import Testing

@testable import AirlockNet

/// What the proxy doesn't do, asked of it over a socket.
@Suite struct RefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let request: String
        let status: Int
        let host: String
        let word: String
        var testDescription: String { request.debugDescription }

        init(_ request: String, _ status: Int, _ host: String = "", _ word: String) {
            self.request = request
            self.status = status
            self.host = host
            self.word = word
        }
    }

    static func connect(_ target: String) -> String { "CONNECT \(target) HTTP/1.1\r\nHost: x\r\n\r\n" }
    static func get(_ target: String) -> String { "GET \(target) HTTP/1.1\r\nHost: origin.test\r\n\r\n" }
    static func fields(_ text: String) -> String { "GET http://origin.test:$/ HTTP/1.1\r\n\(text)\r\n\r\n" }

    /// Every test answers its own request and no other; nothing may have been asked of the resolver or the origin.
    private func check(_ cases: [Case]) async throws {
        var setting = ProxyFixture.Setting()
        setting.privateHosts += ["localhost:$"]
        try await ProxyFixture.run(setting) { proxy in
            for one in cases {
                let answer = try await proxy.answer(to: one.request)
                #expect(answer.hasPrefix("HTTP/1.1 \(one.status) "), "\(one.request.debugDescription): \(answer)")
                #expect(answer.contains("\r\n\r\nAirlock: ") && answer.contains(one.word), "\(answer)")
                let last = await proxy.session.attempts().last
                let host = one.host.replacing("$", with: String(proxy.origin.port))
                #expect(last?.host == host && last?.isAllowed == false, "\(one.request.debugDescription)")
                #expect(last?.reason?.contains(one.word) == true)
            }
            let attempts = await proxy.session.attempts()
            #expect(attempts.count == cases.count && attempts == proxy.recorded.all)
            #expect(proxy.resolver.asked.isEmpty)
            #expect(proxy.origin.connections == 0)
        }
    }

    @Test func `what the lease doesn't name is refused, and told how to be leased`() async throws {
        try await check([
            Case(Self.connect("other.test:$"), 403, "other.test", "egress lease"),
            Case(Self.connect("origin.test:1"), 403, "origin.test", "egress lease"),
            Case(Self.connect("x.origin.test:$"), 403, "x.origin.test", "egress lease"),
            Case(Self.connect("localhost:$"), 403, "localhost", "egress lease"),
            Case(Self.get("http://other.test:$/a?secret=1"), 403, "other.test", "egress lease"),
            Case(Self.get("http://origin.test/"), 403, "origin.test", "egress lease"),
        ])
        try await ProxyFixture.run { proxy in
            let answer1 = try await proxy.answer(to: Self.connect("a.test:443"))
            #expect(answer1.contains("airlock approvals lend JOB a.test:443"))
        }
    }

    @Test func `an address is refused in every spelling`() async throws {
        let spellings = [
            "127.0.0.1", "127.0.0.1.", "127.1", "2130706433", "0x7f000001", "0X7F.0.0.1", "0177.0.0.1", "017700000001",
            "8.8.8.8", "1.0x7f",
        ]
        try await check(
            spellings.map { Case(Self.connect("\($0):$"), 403, $0, "an address") }
                + spellings.map { Case(Self.get("http://\($0):$/"), 403, $0, "an address") } + [
                    Case(Self.connect("[::1]:$"), 403, "::1", "an address"),
                    Case(Self.connect("[::ffff:127.0.0.1]:$"), 403, "::ffff:127.0.0.1", "an address"),
                    Case(Self.connect("::1:$"), 403, "::1:$", "an address"),
                    Case(Self.get("http://[fe80::1%25eth0]/"), 403, "fe80::1%25eth0", "an address"),
                ])
    }

    @Test func `a target that could be read in two ways is refused`() async throws {
        try await check([
            Case(Self.connect("origin.test"), 400, "origin.test", "no port"),
            Case(Self.connect("origin.test:"), 400, "origin.test", "no port"),
            Case(Self.connect("origin.test:0"), 400, "origin.test", "no port"),
            Case(Self.connect("origin.test:+443"), 400, "origin.test", "no port"),
            Case(Self.connect("origin.test:443/x"), 400, "origin.test", "no port"),
            Case(Self.connect("user:secret@origin.test:$"), 400, "", "a user's name"),
            Case(Self.get("http://user@origin.test:$/"), 400, "", "a user's name"),
            Case(Self.get("http://origin.test:$@other.test/"), 400, "", "a user's name"),
            Case(Self.get("http://origin%2etest:$/"), 400, "origin%2etest", "not a host's name"),
            Case(Self.get("http://origin.test\\@other.test:$/"), 400, "", "character"),
            Case(Self.get("http://origin.test:$/#other"), 400, "", "character"),
            Case(Self.get("http://:$/"), 400, "", "not a host's name"),
            Case(Self.get("http:///"), 400, "", "not a host's name"),
            Case(Self.get("http://-origin.test:$/"), 400, "-origin.test", "not a host's name"),
            Case(Self.get("http://origin..test:$/"), 400, "origin..test", "not a host's name"),
            Case(Self.connect("origin.te\0st:$"), 400, "", "malformed"),
            Case(Self.connect("пример.рф:443"), 400, "", "malformed"),
            Case(Self.connect("origin。test:$"), 400, "", "malformed"),
        ])
    }

    @Test func `what isn't a request of a proxy is refused`() async throws {
        try await check([
            Case(Self.get("/"), 400, "", "this is a proxy"),
            Case(Self.get("*"), 400, "", "this is a proxy"),
            Case(Self.get("https://origin.test:$/"), 400, "", "this is a proxy"),
            Case(Self.get("ftp://origin.test/"), 400, "", "this is a proxy"),
            Case(Self.get("origin.test:$"), 400, "", "this is a proxy"),
            Case("TRACE http://origin.test:$/ HTTP/1.1\r\nHost: a\r\n\r\n", 405, "", "method"),
            Case("get http://origin.test:$/ HTTP/1.1\r\nHost: a\r\n\r\n", 400, "", "not HTTP"),
            Case("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "", "version"),
            Case("GET http://origin.test:$/\r\n\r\n", 400, "", "first line"),
            Case("GET  http://origin.test:$/ HTTP/1.1\r\n\r\n", 400, "", "first line"),
            Case("\u{16}\u{3}\u{1}", 400, "", "not HTTP"),
            Case("\r\nGET http://origin.test:$/ HTTP/1.1\r\nHost: a\r\n\r\n", 400, "", "not HTTP"),
        ])
    }

    @Test func `fields that two programs could read in two ways are refused`() async throws {
        try await check([
            Case(Self.fields("X: y"), 400, "", "no host field"),
            Case(Self.fields("Host: a\r\nHost: a"), 400, "", "second field of host"),
            Case(
                Self.fields("Host: a\r\nContent-Length: 1\r\nContent-Length: 1"), 400, "",
                "second field of content-length"),
            Case(Self.fields("Host: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked"), 400, "", "both a length"),
            Case(
                Self.fields("Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), 400, "",
                "second field of transfer-encoding"),
            Case(Self.fields("Host: a\r\nTransfer-Encoding: gzip, chunked"), 400, "", "not chunked"),
            Case(Self.fields("Host: a\r\nTransfer-Encoding: xchunked"), 400, "", "not chunked"),
            Case(Self.fields("Host: a\r\nContent-Length: +1"), 400, "", "not a number"),
            Case(Self.fields("Host: a\r\nContent-Length: 1, 1"), 400, "", "not a number"),
            Case(Self.fields("Host: a\r\nContent-Length: 99999999999999999999"), 400, "", "not a number"),
            Case(Self.fields("Host: a\r\nX: a\r\n b"), 400, "", "no proper name"),
            Case(Self.fields("Host : a"), 400, "", "no proper name"),
            Case(Self.fields("Host: a\r\n: b"), 400, "", "no proper name"),
            Case(Self.fields("Host: a\r\nnonsense"), 400, "", "no proper name"),
            Case(Self.fields("Host: a\r\nX: a\rb"), 400, "", "without CR LF"),
            Case(Self.fields("Host: a\nX: b"), 400, "", "without CR LF"),
            Case(Self.fields("Host: a\r\nX: \0"), 400, "", "control character"),
            Case("GET http://origin.test:$/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "", "not chunked"),
            Case(
                "CONNECT origin.test:$ HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n", 400, "origin.test", "no body"),
        ])
    }

    @Test(arguments: ["POST", "PUT", "DELETE"])
    func `on the open web nothing is sent`(_ method: String) async throws {
        var setting = ProxyFixture.Setting()
        setting.isOpenWeb = true
        setting.answers = ["public.test": [["127.0.0.1"]]]
        try await ProxyFixture.run(setting) { fixture in
            let answer = try await fixture.answer(
                to: "\(method) http://public.test/ HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 405 "))
            #expect(fixture.resolver.asked == [])
        }
    }
}
