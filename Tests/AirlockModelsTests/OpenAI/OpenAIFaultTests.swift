import AirlockCore
import AirlockModels
import Foundation
import Synchronization
import Testing

struct OpenAIFaultTests {
    private static let key = "sk-very-secret"

    private static let statuses: [(String, String, AirlockError.Code)] = [
        ("401 Unauthorized", #"{"error":{"message":"bad key sk-very-secret"}}"#, .unavailable),
        ("404 Not Found", #"{"error":"model not found"}"#, .unavailable),
        ("429 Too Many Requests", #"{"error":{"message":"slow down, sk-very-secret"}}"#, .unavailable),
        ("500 Internal Server Error", "<html>oops sk-very-secret</html>", .backendFailed),
        ("503 Service Unavailable", #"{"error":{"message":"Loading model","code":503}}"#, .unavailable),
        ("302 Found", "", .unavailable),
        ("400 Bad Request", #"{"error":{"message":"failed to parse grammar","code":400}}"#, .backendFailed),
        (
            "400 Bad Request", #"{"error":{"code":400,"message":"too many","type":"exceed_context_size_error"}}"#,
            .limitExceeded
        ),
        ("400 Bad Request", #"{"error":{"code":"context_length_exceeded","message":"x"}}"#, .limitExceeded),
        (
            "400 Bad Request", #"{"error":{"message":"This model's maximum context length is 8192"}}"#, .limitExceeded
        ),
    ]

    @Test(arguments: statuses)
    func `a refusal has its code and never shows the key`(
        status: String, body: String, code: AirlockError.Code
    ) async throws {
        let error = try await failure(playing: { connection in
            connection.sendHead(status, type: "application/json")
            connection.send(body)
        })
        #expect(error.code == code)
        #expect(!"\(error)".contains(Self.key))
        #expect(error.message.contains("test (127.0.0.1)"))
    }

    @Test func `no answer at all ends with the deadline, and the connection is closed`() async throws {
        let closed = AsyncStream.makeStream(of: Void.self)
        let error = try await failure(
            total: .milliseconds(300),
            playing: { connection in
                connection.waitForClose()
                closed.continuation.yield()
            })
        #expect(error.code == .backendFailed)
        #expect(error.message.contains("did not finish its answer within 0.3 seconds"))
        for await _ in closed.stream { break }
    }

    @Test func `a server that falls silent in mid-answer is given up`() async throws {
        let start = ContinuousClock.now
        let error = try await failure(
            stall: .milliseconds(300),
            playing: { connection in
                connection.sendHead()
                connection.send("data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n")
                connection.waitForClose()
            })
        #expect(error.code == .backendFailed)
        #expect(error.message.contains("fell silent"))
        #expect(.now - start < .seconds(10))
    }

    @Test(arguments: [true, false])
    func `an answer that breaks off is no answer`(reset: Bool) async throws {
        let error = try await failure(playing: { connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 100000\r\n\r\n")
            connection.send("data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n")
            if reset { connection.resetOnClose() }
        })
        #expect(error.code == .backendFailed)
    }

    @Test func `a stream that ends without an end is no answer`() async throws {
        let error = try await failure(playing: { connection in
            connection.sendHead()
            connection.send("data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n")
        })
        #expect(error.code == .backendFailed)
        #expect(error.message.contains("ended in the middle"))
    }

    @Test func `an error in mid-stream is an error`() async throws {
        let error = try await failure(playing: { connection in
            connection.sendHead()
            connection.send("data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n")
            connection.send("data: {\"error\":{\"message\":\"out of memory\",\"code\":500}}\n\n")
        })
        #expect(error.code == .backendFailed)
        #expect(error.message.contains("out of memory"))
    }

    @Test func `what is no completion is an error`() async throws {
        let error = try await failure(playing: { connection in
            connection.sendHead()
            connection.send("data: hello there\n\n")
        })
        #expect(error.code == .backendFailed)
        #expect(error.hint?.contains("base_url") == true)
    }

    @Test(arguments: [("text/event-stream", "data: {}\n\n"), ("application/json", "          ")])
    func `a flood is cut off`(type: String, piece: String) async throws {
        let error = try await failure(
            bodyLimit: 100_000,
            playing: { connection in
                connection.sendHead(type: type)
                for _ in 0..<20_000 { connection.send(piece) }
                connection.waitForClose()
            })
        #expect(error.code == .limitExceeded)
    }

    @Test func `a port where nobody listens is unavailable`() async throws {
        try await withHTTPClient { http in
            // Nobody may listen on port 1 without being root's tcpmux, which no machine of today runs.
            let endpoint = try OpenAIEndpoint(
                name: "gone", baseURL: "http://127.0.0.1:1/v1", limits: .init(total: .seconds(20), stall: .seconds(20)),
                apiKey: { nil })
            let model = OpenAIModel(
                endpoint: endpoint, model: "m", abilities: .init(plansFreely: false, takesGrammar: false),
                consent: false, http: http)
            let error = await #expect(throws: AirlockError.self) { try await model.answer(modelRequest()) }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("can't be reached") == true)
        }
    }

    @Test func `a key that can't be sent is refused unseen`() async throws {
        let error = try await failure(key: "sk-very\nsecret", playing: { $0.sendHead() })
        #expect(error.code == .unavailable)
        #expect(!"\(error)".contains("secret"))
    }

    @Test func `cancelling closes the connection`() async throws {
        let closed = AsyncStream.makeStream(of: Void.self)
        try await withModel { connection in
            connection.sendHead()
            connection.send("data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n")
            connection.waitForClose()
            closed.continuation.yield()
        } _: { model, _ in
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            let task = Task { try await model.answer(modelRequest()) { _ in start.yield() } }
            for await _ in started { break }
            task.cancel()
            let error = await #expect(throws: AirlockError.self) { try await task.value }
            #expect(error?.code == .cancelled)
            for await _ in closed.stream { break }
        }
    }

    @Test func `a body of a gigabyte is left at the limit, and no more of it is taken than fits on the way`()
        async throws
    {
        let sent = Mutex(0)
        let piece = [UInt8](repeating: 0x20, count: 1 << 20)
        let error = try await failure(
            total: .seconds(120), bodyLimit: 1 << 18,
            playing: { connection in
                connection.sendHead(type: "application/json")
                for _ in 0..<1024 where connection.send(piece) { sent.withLock { $0 += piece.count } }
            })
        #expect(error.code == .limitExceeded)
        // The limit, and what the kernel's buffers on both sides hold.
        #expect(sent.withLock { $0 } < 64 << 20)
    }

    @Test func `a gigabyte behind a refusal is not waited for`() async throws {
        let sent = Mutex(0)
        let piece = [UInt8](repeating: 0x78, count: 1 << 20)
        let error = try await failure(
            total: .seconds(120),
            playing: { connection in
                connection.sendHead("500 Internal Server Error", type: "text/plain")
                for _ in 0..<1024 where connection.send(piece) { sent.withLock { $0 += piece.count } }
            })
        #expect(error.code == .backendFailed)
        #expect(sent.withLock { $0 } < 64 << 20)
    }

    @Test func `a flood of comments is no sign of an answer for ever`() async throws {
        let error = try await failure(
            total: .seconds(120), bodyLimit: 1 << 17,
            playing: { connection in
                connection.sendHead()
                for _ in 0..<1_000_000 where connection.send(Array(": still here\n\n".utf8)) {}
            })
        #expect(error.code == .limitExceeded)
    }

    @Test func `comments without an answer end with the deadline`() async throws {
        let error = try await failure(
            total: .milliseconds(500),
            playing: { connection in
                connection.sendHead()
                while connection.send(Array(": still here\n\n".utf8)) { usleep(20_000) }
            })
        #expect(error.code == .backendFailed)
        #expect(error.message.contains("did not finish its answer within 0.5 seconds"))
    }

    @Test(arguments: ["text/event-stream", "application/json"])
    func `a character that is cut off is an error and not a question mark`(type: String) async throws {
        let error = try await failure(playing: { connection in
            connection.sendHead(type: type)
            if type == "text/event-stream" { connection.send("data: ") }
            connection.send(Array(#"{"choices":[{"message":{"content":"Прив"#.utf8) + [0xd0])
            connection.send("\"},\"finish_reason\":\"stop\"}]}\n\n")
        })
        #expect(error.code == .backendFailed)
    }

    @Test(arguments: [("stop", "gave an empty answer"), ("length", "used up its 50 tokens")])
    func `an empty answer is a failure that says why`(reason: String, says: String) async throws {
        let error = try await failure(playing: { connection in
            connection.sendHead()
            connection.send(
                "data: {\"choices\":[{\"delta\":{\"reasoning\":\"Hm\"},\"finish_reason\":\"\(reason)\"}]}\n\n")
        })
        #expect(error.code == .backendFailed)
        #expect(error.message.contains(says))
    }

    @Test func `prose where a schema was asked for is asked about again, and then is a clear failure`() async throws {
        try await withModel { connection in
            connection.sendHead()
            connection.send(
                "data: {\"choices\":[{\"delta\":{\"content\":\"Sure! Here it is.\"},\"finish_reason\":\"stop\"}]}\n\n")
        } _: { model, server in
            let schema: JSONValue = [
                "type": "object", "required": ["city"], "properties": ["city": ["type": "string"]],
            ]
            let error = await #expect(throws: AirlockError.self) {
                try await model.answerJSON(modelRequest(), schema: schema)
            }
            #expect(error?.code == .backendFailed)
            #expect(error?.message.contains("did not fit the schema in 3 tries") == true)
            #expect(server.requests.count == 3)
            #expect(server.requests[1].contains("That answer can't be used"))
        }
    }

    @Test func `a server that says when to come back is not asked before`() async throws {
        try await withModel { connection in
            connection.send("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 20\r\nConnection: close\r\n\r\n")
        } _: { model, server in
            let seconds = Mutex(Int64(0))
            let router = ModelRouter(
                [RoutedProvider(name: "busy", model: model, retries: 5, leastTokensPerSecond: nil)],
                now: { Timestamp(millisecondsSince1970: seconds.withLock { $0 } * 1000) })
            for (now, asked) in [(Int64(0), 1), (19, 1), (20, 2)] {
                seconds.withLock { $0 = now }
                let error = await #expect(throws: AirlockError.self) { try await router.answer(modelRequest()) }
                #expect(error?.code == .unavailable)
                #expect(server.requests.count == asked)
            }
        }
    }

    private func failure(
        key: String = key, total: Duration = .seconds(20), stall: Duration = .seconds(20), bodyLimit: Int = 16 << 20,
        playing play: @escaping @Sendable (FaultServer.Connection) -> Void
    ) async throws -> AirlockError {
        try await withModel(key: key, total: total, stall: stall, bodyLimit: bodyLimit, playing: play) { model, _ in
            try #require(await #expect(throws: AirlockError.self) { try await model.answer(modelRequest()) })
        }
    }
}
