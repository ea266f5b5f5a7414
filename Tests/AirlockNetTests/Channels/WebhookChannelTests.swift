import AirlockCore
import AirlockTestKit
import AsyncHTTPClient
import Crypto
import Testing

@testable import AirlockNet

@Suite struct WebhookChannelTests {
    private static let secret = "0123456789abcdef0123456789abcdef"
    private static let notice = QuestionNotice(
        question: "appr_1", state: .waiting, hash: String(repeating: "ab", count: 32), text: "? rm x",
        card: ["id": "appr_1", "description": "rm x"])

    private static func channel(
        _ server: JSONServer, _ http: HTTPClient, pauses: Told<Duration> = Told()
    ) throws -> WebhookChannel {
        try WebhookChannel(url: server.url + "/hook", secret: secret, http: http, world: .ticking()) { pauses.add($0) }
    }

    @Test func `the card is posted with a signature that only the secret makes`() async throws {
        try await JSONServer.run(
            { _, _ in (204, .null) },
            { server, http in
                try await Self.channel(server, http).deliver(Self.notice)
                let request = try #require(server.requests.first)
                #expect(server.requests.count == 1 && request.path == "/hook")
                #expect(
                    request.json == ["event": "question.waiting", "delivery": "hook_1", "card": Self.notice.card])
                let line = try #require(
                    request.headers.split(separator: "\r\n").first { $0.lowercased().hasPrefix("airlock-signature:") })
                let parts = line.dropFirst("airlock-signature: ".count).split(separator: ",")
                let seconds = try #require(parts.first?.dropFirst(2))
                let code = HMAC<Crypto.SHA256>.authenticationCode(
                    for: Array("\(seconds).".utf8) + request.body, using: SymmetricKey(data: Array(Self.secret.utf8)))
                let digits = code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
                #expect(parts.last == "v1=\(digits)")
                #expect(seconds == "1767225600")
            })
    }

    @Test func `a server that fails is asked again, later each time`() async throws {
        let pauses = Told<Duration>()
        try await JSONServer.run(
            { _, number in (number < 4 ? 503 : 200, .null) },
            { server, http in
                try await Self.channel(server, http, pauses: pauses).deliver(Self.notice)
                #expect(server.requests.count == 4)
                #expect(pauses.all == [.seconds(1), .seconds(2), .seconds(4)])
                #expect(Set(server.requests.map { $0.json["delivery"]?.string }) == ["hook_1"])
            })
    }

    @Test func `a delivery is given up after six attempts, and at once when it is refused`() async throws {
        for (status, attempts) in [(500, 6), (404, 1), (302, 1), (429, 6)] {
            try await JSONServer.run(
                { _, _ in (status, .null) },
                { server, http in
                    let error = await #expect(throws: AirlockError.self) {
                        try await Self.channel(server, http).deliver(Self.notice)
                    }
                    #expect(error?.code == .unavailable && error?.message.contains("\(status)") == true)
                    #expect(error?.message.contains(Self.secret) == false)
                    #expect(server.requests.count == attempts, "\(status)")
                })
        }
    }

    @Test(arguments: [
        "http://example.org/x", "http://127.0.0.1.example.org/", "ftp://127.0.0.1/", "https://",
        "http://localhost@evil/",
        "file:///etc/passwd", "https://a b/",
    ])
    func `an address that would carry cards in the clear is refused`(url: String) async throws {
        try await JSONServer.run(
            { _, _ in (200, .null) },
            { _, http in
                #expect(throws: AirlockError.self) {
                    try WebhookChannel(url: url, secret: Self.secret, http: http, world: .ticking())
                }
            })
    }

    @Test func `a short secret is refused`() async throws {
        try await JSONServer.run(
            { _, _ in (200, .null) },
            { server, http in
                #expect(throws: AirlockError.self) {
                    try WebhookChannel(url: server.url, secret: "0123456789abcde", http: http, world: .ticking())
                }
            })
    }
}
