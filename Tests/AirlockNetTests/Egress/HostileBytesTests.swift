import AirlockCore
import AirlockTestKit
import Testing

@testable import AirlockNet

/// Whatever a program in the sandbox sends, the proxy stays up and connects nowhere that it wasn't asked to in plain words.
@Suite struct HostileBytesTests {
    private static let seeds = [
        "GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n",
        "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n",
        "POST http://a.test:80/x?y HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "GET http://user@a.test/ HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc",
    ]

    private static func mutant(_ source: inout SeededSource) -> [UInt8] {
        if source.next() % 4 == 0 { return source.bytes(Int(source.next() % 300)) }
        var bytes = Array((seeds.randomElement(using: &source) ?? "").utf8)
        for _ in 0..<Int(source.next() % 6) {
            let place = Int(source.next() % UInt64(bytes.count))
            switch source.next() % 4 {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: source.next())
            case 1: bytes.insert(UInt8(truncatingIfNeeded: source.next()), at: place)
            case 2: if bytes.count > 1 { bytes.remove(at: place) }
            default: bytes.insert(contentsOf: bytes[place...].prefix(Int(source.next() % 40)), at: place)
            }
        }
        return bytes
    }

    @Test func `400 mangled requests are each refused or dropped, and the next client is served`() async throws {
        try await ProxyFixture.run { proxy in
            var source = SeededSource(seed: 20_261_125)
            for number in 0..<400 {
                let bytes = Self.mutant(&source)
                try await proxy.client { reader, pipe in
                    try await pipe.send(bytes)
                    pipe.finish()
                    let answer = String(decoding: try await reader.rest(), as: UTF8.self)
                    #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"), "number \(number): \(answer)")
                }
            }
            #expect(proxy.resolver.asked.isEmpty)
            #expect(proxy.origin.connections == 0)
            let answer = try await proxy.answer(to: "GET http://origin.test:$/ HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(answer.hasSuffix("hello"))
        }
    }

    @Test func `whatever head is accepted is forwarded as one request to the host that was judged`() throws {
        var source = SeededSource(seed: 7)
        var accepted = 0
        for _ in 0..<4_000 {
            let bytes = Self.mutant(&source)
            guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound,
                let request = try? ProxyRequest(RequestHead(Array(bytes[..<end])))
            else { continue }
            accepted += 1
            guard case .plain(let head, let framing) = request.kind else { continue }
            let forwarded = try RequestHead(head)
            #expect(forwarded.values("host") == [Array(request.target.hostField.utf8)])
            #expect(try BodyFraming(forwarded) == framing)
            #expect(forwarded.target == request.target.path && forwarded.target.hasPrefix("/"))
            #expect(head.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound == head.count)
        }
        #expect(accepted > 200)
    }
}
