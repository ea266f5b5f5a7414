import AirlockCore
import AirlockTestKit
import AsyncHTTPClient
import Synchronization
import Testing

@testable import AirlockNet

/// Against a server that plays the Bot API.
@Suite struct TelegramChannelTests {
    private static let token = "123456:AAtest_token-secret"
    private static let hash = "0123456789ab" + String(repeating: "c", count: 52)

    private static func notice(_ state: WaitingQuestion.State, text: String = "? rm x") -> QuestionNotice {
        QuestionNotice(question: "appr_1", state: state, hash: hash, text: text, card: .null)
    }

    private static func press(_ data: String, from user: Int64 = 7, chat: Int64? = nil, id: Int64 = 1) -> JSONValue {
        [
            "update_id": .integer(id),
            "callback_query": [
                "id": "press", "from": ["id": .integer(user)], "data": .string(data),
                "message": ["message_id": 55, "chat": ["id": .integer(chat ?? user)], "text": "? rm x"],
            ],
        ]
    }

    /// Answers every method; each poll takes the next of `updates`, and the last one hangs.
    private static func run(
        updates: [[JSONValue]] = [], override: [String: (status: Int, body: JSONValue)] = [:],
        _ body: (TelegramChannel, JSONServer, _ pauses: Told<Duration>) async throws -> Void
    ) async throws {
        let left = Mutex(updates)
        let pauses = Told<Duration>()
        try await JSONServer.run(
            { request, _ in
                let method = String(request.path.split(separator: "/").last ?? "")
                if let answer = override[method] { return answer }
                switch method {
                case "getUpdates":
                    let batch = left.withLock { $0.isEmpty ? nil : $0.removeFirst() }
                    guard let batch else {
                        // A long poll that nothing ends but the client.
                        for await _ in AsyncStream<Never>.makeStream().stream {}
                        return (200, ["ok": true, "result": []])
                    }
                    return (200, ["ok": true, "result": .array(batch)])
                case "sendMessage": return (200, ["ok": true, "result": ["message_id": 55]])
                default: return (200, ["ok": true, "result": true])
                }
            },
            { server, http in
                let channel = try TelegramChannel(token: token, users: [7, 8], api: server.url, http: http) {
                    pauses.add($0)
                }
                try await body(channel, server, pauses)
            })
    }

    private static func calls(_ server: JSONServer, _ method: String) -> [JSONValue] {
        server.requests.filter { $0.path.hasSuffix("/\(method)") }.map(\.json)
    }

    /// Listens until `count` answers or reports came.
    private static func listen(
        _ channel: TelegramChannel, until count: Int,
        _ decide: @escaping @Sendable (ChannelAnswer) throws -> Void = { _ in }
    ) async throws -> (answers: [ChannelAnswer], reports: [String]) {
        let (events, signal) = AsyncStream.makeStream(of: Void.self)
        let answers = Told<ChannelAnswer>()
        let reports = Told<String>()
        let task = Task {
            try await channel.listen(
                { answer in
                    answers.add(answer)
                    defer { signal.yield() }
                    try decide(answer)
                },
                report: { report in
                    reports.add(report)
                    signal.yield()
                })
        }
        var seen = 0
        for await _ in events {
            seen += 1
            if seen == count { break }
        }
        task.cancel()
        _ = await task.result
        return (answers.all, reports.all)
    }

    @Test func `a question goes to every listed person, as plain text with two buttons`() async throws {
        try await Self.run { channel, server, _ in
            try await channel.deliver(Self.notice(.waiting))
            let sent = Self.calls(server, "sendMessage")
            #expect(sent.map { $0["chat_id"]?.integer } == [7, 8])
            #expect(sent.first?["text"] == "? rm x" && sent.first?["parse_mode"] == nil)
            #expect(sent.first?["link_preview_options"] == ["is_disabled": true])
            let row = sent.first?["reply_markup"]?["inline_keyboard"]?.array?.first?.array ?? []
            #expect(row.map { $0["callback_data"] } == ["a:appr_1:0123456789ab", "r:appr_1:0123456789ab"])
        }
    }

    @Test func `the buttons go when the question is settled`() async throws {
        try await Self.run { channel, server, _ in
            try await channel.deliver(Self.notice(.waiting))
            try await channel.deliver(Self.notice(.approved))
            let edits = Self.calls(server, "editMessageText")
            #expect(edits.map { $0["chat_id"]?.integer } == [7, 8])
            #expect(edits.allSatisfy { $0["message_id"] == 55 && $0["reply_markup"] == nil })
            #expect(edits.first?["text"]?.string?.hasPrefix("✅ approved") == true)
        }
    }

    @Test func `a press by a listed person in a private chat is an answer to exactly that card`() async throws {
        let updates = [[Self.press("a:appr_1:0123456789ab")], [Self.press("r:appr_2:0123456789ab", from: 8, id: 2)]]
        try await Self.run(updates: updates) { channel, server, _ in
            let heard = try await Self.listen(channel, until: 2)
            #expect(
                heard.answers == [
                    ChannelAnswer(
                        question: "appr_1", shortHash: "0123456789ab", granted: true, by: "telegram user 7"),
                    ChannelAnswer(
                        question: "appr_2", shortHash: "0123456789ab", granted: false, by: "telegram user 8"),
                ])
            let polls = Self.calls(server, "getUpdates").map { $0["offset"]?.integer }
            #expect(polls.prefix(2) == [0, 2])
        }
    }

    @Test func `strangers, groups and buttons that aren't ours decide nothing`() async throws {
        let updates: [[JSONValue]] = [
            [
                Self.press("a:appr_1:0123456789ab", from: 666), Self.press("a:appr_1:0123456789ab", from: 666, id: 2),
                Self.press("a:appr_1:0123456789ab", chat: -100, id: 3), Self.press("a:appr_1", id: 4),
                Self.press("x:appr_1:0123456789ab", id: 5), Self.press("a::0123456789ab", id: 6),
                Self.press("a:appr_1:0123", id: 7),
                ["update_id": 8, "message": ["from": ["id": 667], "text": "/start"]],
                ["update_id": 9], "nonsense",
            ],
            [Self.press("r:last:0123456789ab", id: 10)],
        ]
        try await Self.run(updates: updates) { channel, server, _ in
            let heard = try await Self.listen(channel, until: 3)
            #expect(heard.answers.map(\.question) == ["last"])
            #expect(
                heard.reports == [
                    "Telegram: user 666 is not listed and was ignored",
                    "Telegram: user 667 is not listed and was ignored",
                ])
            #expect(Self.calls(server, "answerCallbackQuery").count <= 1)
        }
    }

    @Test func `whoever answers too late is told so, and the old message loses its buttons`() async throws {
        // The second update tells that the first was dealt with.
        let updates = [[Self.press("a:appr_1:0123456789ab")], [Self.press("a:appr_2:0123456789ab", id: 2)]]
        try await Self.run(updates: updates) { channel, server, _ in
            _ = try await Self.listen(channel, until: 2) { _ in
                throw AirlockError(.conflict, "it was answered before")
            }
            #expect(Self.calls(server, "answerCallbackQuery").first?["text"] == "Not done: it was answered before")
            let edit = try #require(Self.calls(server, "editMessageText").first)
            #expect(edit["message_id"] == 55 && edit["chat_id"] == 7)
        }
    }

    @Test func `a flood limit is waited for, and an unreachable server is asked again`() async throws {
        let flood: JSONValue = ["ok": false, "description": "Too Many Requests", "parameters": ["retry_after": 7]]
        try await Self.run(override: ["sendMessage": (429, flood)]) { channel, _, pauses in
            await #expect(throws: AirlockError.self) { try await channel.deliver(Self.notice(.waiting)) }
            #expect(pauses.all == Array(repeating: .seconds(7), count: 10))
        }
        try await Self.run(override: ["sendMessage": (502, "no")]) { channel, _, pauses in
            await #expect(throws: AirlockError.self) { try await channel.deliver(Self.notice(.waiting)) }
            #expect(pauses.all.prefix(5) == [.seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(16)])
        }
    }

    @Test func `a wrong token ends the listening, and no error holds the token`() async throws {
        let wrong: JSONValue = ["ok": false, "description": "Unauthorized"]
        try await Self.run(override: ["getUpdates": (401, wrong), "sendMessage": (401, wrong)]) { channel, _, _ in
            let ended = await #expect(throws: AirlockError.self) {
                try await channel.listen({ _ in }, report: { _ in })
            }
            let refused = await #expect(throws: AirlockError.self) { try await channel.deliver(Self.notice(.waiting)) }
            #expect(ended?.code == .unavailable)
            for error in [ended, refused] {
                #expect("\(String(describing: error))".contains("AAtest") == false)
            }
        }
    }

    @Test func `a long card is cut with a word on how much is missing`() async throws {
        let text = String(repeating: "я", count: 5000)
        #expect(TelegramText.fit("short") == "short")
        let cut = TelegramText.fit(text)
        #expect(cut.utf16.count <= TelegramChannel.mostText)
        #expect(cut.hasSuffix("[… 1004 more characters: see the page, or airlock approvals show]"))
        let emoji = TelegramText.fit(String(repeating: "👩‍👩‍👧‍👦", count: 1000))
        #expect(emoji.utf16.count <= TelegramChannel.mostText && !emoji.contains("\u{FFFD}"))
    }

    @Test(arguments: ["", "123456:", "nonsense", "123456:AA/../x", "123456:AA bb", "123456:AA\nbb"])
    func `a token that isn't one is refused before it gets anywhere`(token: String) async throws {
        try await JSONServer.run(
            { _, _ in (200, .null) },
            { server, http in
                #expect(throws: AirlockError.self) {
                    try TelegramChannel(token: token, users: [7], api: server.url, http: http)
                }
            })
    }
}
