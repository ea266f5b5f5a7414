import AirlockCore
import AirlockModels
import AirlockTestKit
import Synchronization
import Testing

struct WatchedModelTests {
    private final class Seen: Sendable {
        private let all = Mutex<[String]>([])
        func add(_ text: String) { all.withLock { $0.append(text) } }
        var texts: [String] { all.withLock { $0 } }
    }

    @Test func `secrets are gone before anything is logged or sent, and the log comes first`() async throws {
        let seen = Seen()
        let model = ScriptedModel { request in
            seen.add("sent \(request.messages[0].content)")
            return "ok"
        }
        let watched = WatchedModel(
            model, provider: "cloud", host: "example.org",
            redact: { $0.replacing("hunter2", with: "[redacted]") },
            record: { departure in
                seen.add("logged \(departure.request.messages[0].content)")
                #expect(departure.provider == "cloud")
                #expect(departure.host == "example.org")
                #expect(departure.redactedMessages == 1)
            })
        _ = try await watched.answer(modelRequest("my password is hunter2"))
        #expect(seen.texts == ["logged my password is [redacted]", "sent my password is [redacted]"])
    }

    @Test func `what can't be logged is not sent`() async throws {
        let seen = Seen()
        let model = ScriptedModel { _ in
            seen.add("sent")
            return "ok"
        }
        let watched = WatchedModel(
            model, provider: "cloud", host: "example.org", redact: { $0 },
            record: { _ in throw AirlockError(.unavailable, "the disk is full") })
        let error = await #expect(throws: AirlockError.self) { try await watched.answer(modelRequest()) }
        #expect(error?.message == "the disk is full")
        #expect(seen.texts.isEmpty)
    }

    @Test func `without consent nothing is logged as sent`() async throws {
        try await withHTTPClient { http in
            let endpoint = try OpenAIEndpoint(
                name: "cloud", baseURL: "https://example.invalid/v1",
                limits: .init(total: .seconds(5), stall: .seconds(5)), apiKey: { nil })
            let model = OpenAIModel(
                endpoint: endpoint, model: "m", abilities: .init(plansFreely: true, takesGrammar: false),
                consent: false, http: http)
            let seen = Seen()
            let watched = WatchedModel(
                model, provider: "cloud", host: "example.invalid", redact: { $0 }, record: { _ in seen.add("logged") })
            let error = await #expect(throws: AirlockError.self) { try await watched.answer(modelRequest()) }
            #expect(error?.hint?.contains("consent: true") == true)
            #expect(seen.texts.isEmpty)
        }
    }
}
