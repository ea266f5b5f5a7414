import AirlockCore
import AirlockModels
import AsyncHTTPClient
import Synchronization

/// A question asked as the product asks it: by the router, with deadline, retries, health and strict reading.
struct Wrapped: Sendable {
    let router: ModelRouter
    let model: OpenAIModel

    init(http: HTTPClient, base: String, name: String) throws {
        let endpoint = try OpenAIEndpoint(
            name: "bench", baseURL: base, limits: .init(total: .seconds(600), stall: .seconds(120)), apiKey: { nil })
        model = OpenAIModel(
            endpoint: endpoint, model: name, abilities: .init(plansFreely: false, takesGrammar: true), consent: false,
            http: http)
        router = ModelRouter(
            [RoutedProvider(name: "bench", model: model, retries: 1, leastTokensPerSecond: nil)],
            now: { Timestamp(millisecondsSince1970: 0) })
    }

    /// - Returns: Milliseconds to the first and last token and to the end, and how many pieces there were.
    func run(_ request: ModelRequest) async throws -> (first: Double, last: Double, whole: Double, pieces: Int) {
        let start = ContinuousClock.now
        let seen = Mutex((first: 0.0, last: 0.0, count: 0))
        _ = try await router.answer(request) { _ in
            let now = (.now - start).milliseconds
            seen.withLock { $0 = ($0.count == 0 ? now : $0.first, now, $0.count + 1) }
        }
        let (first, last, count) = seen.withLock { $0 }
        return (first, last, (.now - start).milliseconds, count)
    }
}

extension ModelRequest {
    init(bench text: String, maxTokens: Int, constraint: Constraint = .none) {
        self.init(
            purpose: "bench/1", messages: [ModelMessage(.user, text)], constraint: constraint, maxTokens: maxTokens)
    }

    /// What a plain client would send.
    func plainBody(model: String) -> [UInt8] {
        let messages = self.messages.map { message -> JSONValue in
            ["role": .string(message.role.rawValue), "content": .string(message.content)]
        }
        return
            ([
                "model": .string(model), "messages": .array(messages), "stream": true,
                "max_tokens": .integer(Int64(maxTokens)), "temperature": .number(temperature),
                "seed": .integer(Int64(seed)), "stream_options": ["include_usage": true],
            ] as JSONValue).canonical
    }
}
