import AirlockCore
import AirlockModels
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

    private func failure(
        key: String = key, total: Duration = .seconds(20), stall: Duration = .seconds(20), bodyLimit: Int = 16 << 20,
        playing play: @escaping @Sendable (FaultServer.Connection) -> Void
    ) async throws -> AirlockError {
        try await withModel(key: key, total: total, stall: stall, bodyLimit: bodyLimit, playing: play) { model, _ in
            try #require(await #expect(throws: AirlockError.self) { try await model.answer(modelRequest()) })
        }
    }
}
