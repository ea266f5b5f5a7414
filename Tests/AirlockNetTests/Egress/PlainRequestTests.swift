import AirlockCore
import NIOCore
import Testing

@testable import AirlockNet

/// Requests for `http://`, carried out.
@Suite struct PlainRequestTests {
    /// Answers with all that it was sent, as text.
    private static let echo: OriginServer.Part = { reader, pipe in
        let head = try await reader.headText()
        let length = head.split(separator: "Content-Length: ").dropFirst().first.flatMap {
            Int($0.prefix { $0.isNumber })
        }
        var seen = Array(head.utf8) + (try await reader.bytes(length ?? 0))
        if head.contains("chunked") {
            while !seen.suffix(5).elementsEqual("0\r\n\r\n".utf8), let more = try await reader.next() {
                seen += more.readableBytesView
            }
        }
        try await pipe.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        try await pipe.send(seen)
    }

    private func seen(_ request: String) async throws -> String {
        var setting = ProxyFixture.Setting()
        setting.play = Self.echo
        setting.lease = ["*.origin.test:$", "origin.test:$"]
        var seen = ""
        try await ProxyFixture.run(setting) { proxy in
            let answer = try await proxy.answer(to: request)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"), "\(answer)")
            seen = answer.replacing("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", with: "")
                .replacing(String(proxy.origin.port), with: "$")
            #expect(
                await proxy.session.attempts() == [
                    ConnectionAttempt(host: "origin.test", port: proxy.origin.port, isAllowed: true, reason: nil)
                ])
        }
        return seen
    }

    @Test func `the origin gets the request in its own form, with the host that was judged`() async throws {
        let seen = try await seen(
            "GET http://Origin.TEST.:$/a/b?c=%20d HTTP/1.1\r\nHost: evil.example\r\nAccept: */*\r\nX:  \t y \r\n\r\n")
        #expect(
            seen
                == "GET /a/b?c=%20d HTTP/1.1\r\nHost: origin.test:$\r\nAccept: */*\r\nX: y\r\nConnection: close\r\n\r\n"
        )
    }

    @Test func `what is about the connection to the proxy stays there`() async throws {
        let seen = try await seen(
            "GET http://origin.test:$?q HTTP/1.1\r\nHost: a\r\nProxy-Connection: keep-alive\r\nProxy-Authorization: Basic eA==\r\n"
                + "Connection: close, X-Mine\r\nX-Mine: 1\r\nUpgrade: h2c\r\nTE: trailers\r\nKeep-Alive: 5\r\nCookie: a=b\r\n\r\n"
        )
        #expect(seen == "GET /?q HTTP/1.1\r\nHost: origin.test:$\r\nCookie: a=b\r\nConnection: close\r\n\r\n")
    }

    @Test func `an old client is answered in its own version`() async throws {
        let seen = try await seen("GET http://origin.test:$/ HTTP/1.0\r\n\r\n")
        #expect(seen == "GET / HTTP/1.0\r\nHost: origin.test:$\r\nConnection: close\r\n\r\n")
    }

    @Test func `a body of known length goes through, and nothing behind it`() async throws {
        let seen = try await seen(
            "POST http://origin.test:$/ HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
                + "helloGET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")
        #expect(seen == "POST / HTTP/1.1\r\nHost: origin.test:$\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
    }

    @Test func `a chunked body goes through in chunks of our making, and nothing behind it`() async throws {
        let seen = try await seen(
            "PUT http://origin.test:$/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
                + "0003\r\nabc\r\n2\r\nde\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n")
        #expect(
            seen == "PUT / HTTP/1.1\r\nHost: origin.test:$\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
    }

    @Test(arguments: [
        "x\r\n", "5;a=b\r\nhello\r\n0\r\n\r\n", "1\r\nab\r\n", "1\nA\r\n", "0\r\nTrailer: 1\r\n\r\n", "fffffffff\r\n",
    ])
    func `a chunked body that could be read in two ways is broken off`(body: String) async throws {
        var setting = ProxyFixture.Setting()
        setting.play = { reader, _ in _ = try await reader.rest() }
        try await ProxyFixture.run(setting) { proxy in
            let answer = try await proxy.answer(
                to: "PUT http://origin.test:$/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
            #expect(answer.isEmpty)
            let attempts = await proxy.session.attempts()
            #expect(attempts.map(\.isAllowed) == [true, false])
            #expect(attempts.last?.reason?.contains("chunk") == true && attempts.last?.host == "origin.test")
        }
    }

    @Test func `a client that has said all may close its side before the answer`() async throws {
        var setting = ProxyFixture.Setting()
        let size = 10 << 20
        setting.play = { reader, pipe in
            _ = try await reader.headText()
            for _ in 0..<(size >> 16) { try await pipe.send([UInt8](repeating: 7, count: 1 << 16)) }
        }
        try await ProxyFixture.run(setting) { proxy in
            try await proxy.client { reader, pipe in
                try await pipe.send("GET http://origin.test:\(proxy.origin.port)/ HTTP/1.1\r\nHost: a\r\n\r\n")
                pipe.finish()
                let answer = try await reader.rest()
                #expect(answer == [UInt8](repeating: 7, count: size))
            }
        }
    }

    @Test func `an origin that answers before it has read all is heard`() async throws {
        var setting = ProxyFixture.Setting()
        setting.play = { reader, pipe in
            _ = try await reader.headText()
            try await pipe.send("HTTP/1.1 413 No\r\nConnection: close\r\n\r\nenough")
            pipe.finish()
            _ = try await reader.rest()
        }
        try await ProxyFixture.run(setting) { proxy in
            let answer = try await proxy.answer(
                to: "POST http://origin.test:$/ HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nonly this")
            #expect(answer.hasSuffix("enough"))
        }
    }

    @Test func `an origin that can't be reached is a bad gateway`() async throws {
        try await ProxyFixture.run { proxy in
            await proxy.origin.close()
            let answer = try await proxy.answer(to: "GET http://origin.test:$/ HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 502 ") && answer.contains("no connection to origin.test"))
            let attempts = await proxy.session.attempts()
            #expect(attempts.count == 1 && attempts[0].isAllowed && attempts[0].reason != nil)
        }
    }

    @Test func `nothing of a request but its host and port is logged`() async throws {
        try await ProxyFixture.run { proxy in
            _ = try await proxy.answer(
                to:
                    "GET http://origin.test:$/path-secret?query-secret HTTP/1.1\r\nHost: a\r\nCookie: field-secret\r\n\r\n"
            )
            _ = try await proxy.answer(to: "GET http://user-secret@origin.test/ HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await proxy.answer(
                to: "GET http://a.test/path-secret HTTP/1.1\r\nHost: a\r\nX: \u{1}secret\r\n\r\n")
            let attempts = await proxy.session.attempts()
            #expect(attempts.count == 3)
            #expect(!"\(attempts)".contains("secret"))
        }
    }
}
