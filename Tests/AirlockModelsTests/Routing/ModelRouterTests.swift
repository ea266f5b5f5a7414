import AirlockCore
import AirlockModels
import AirlockTestKit
import Synchronization
import Testing

struct ModelRouterTests {
    private final class Clock: Sendable {
        private let seconds = Mutex(0)

        func advance(by count: Int) { seconds.withLock { $0 += count } }

        var now: Timestamp { Timestamp(millisecondsSince1970: 0).advanced(bySeconds: seconds.withLock { $0 }) }
    }

    private let clock = Clock()

    private func router(_ models: (String, any LanguageModel)...) -> ModelRouter {
        let clock = clock
        return ModelRouter(
            models.map { RoutedProvider(name: $0.0, model: $0.1, retries: 0, leastTokensPerSecond: nil) },
            now: { clock.now })
    }

    private static func failing(_ code: AirlockError.Code, _ message: String) -> ScriptedModel {
        ScriptedModel { _ in throw AirlockError(code, message) }
    }

    @Test func `the first one that is well answers`() async throws {
        let router = router(("a", ScriptedModel { _ in "from a" }), ("b", ScriptedModel { _ in "from b" }))
        #expect(try await router.answer(modelRequest()).text == "from a")
    }

    @Test(arguments: [AirlockError.Code.unavailable, .backendFailed, .limitExceeded])
    func `a failed one is passed over`(code: AirlockError.Code) async throws {
        let router = router(("a", Self.failing(code, "broken")), ("b", ScriptedModel { _ in "from b" }))
        #expect(try await router.answer(modelRequest()).text == "from b")
    }

    @Test(arguments: [AirlockError.Code.cancelled, .invalidRequest])
    func `what another one could not mend is not tried there`(code: AirlockError.Code) async throws {
        let router = router(("a", Self.failing(code, "no")), ("b", ScriptedModel { _ in "from b" }))
        let error = await #expect(throws: AirlockError.self) { try await router.answer(modelRequest()) }
        #expect(error?.code == code)
    }

    @Test func `when all fail each is named with its reason`() async throws {
        let router = router(
            ("a", Self.failing(.unavailable, "no key")), ("b", Self.failing(.backendFailed, "too late")))
        let error = await #expect(throws: AirlockError.self) { try await router.answer(modelRequest()) }
        #expect(error?.code == .unavailable)
        #expect(error?.message == "no model answers (a: no key; b: too late)")
    }

    @Test func `what is too long for all is said to be too long`() async throws {
        let router = router(
            ("a", Self.failing(.limitExceeded, "8192 tokens")), ("b", Self.failing(.unavailable, "no key")))
        let error = await #expect(throws: AirlockError.self) { try await router.answer(modelRequest()) }
        #expect(error?.code == .limitExceeded)
    }

    @Test func `one that gives nothing that fits in three tries is passed over`() async throws {
        let asked = Mutex(0)
        let vague = ScriptedModel { _ in
            asked.withLock { $0 += 1 }
            return "I think it is 4."
        }
        let router = router(("vague", vague), ("b", ScriptedModel { _ in "4" }))
        let checked = try await router.answerJSON(modelRequest(), schema: ["type": "integer"])
        #expect(checked.value == 4)
        #expect(asked.withLock { $0 } == 3)
        let alone = self.router(("vague", vague))
        let error = await #expect(throws: AirlockError.self) {
            try await alone.answerJSON(modelRequest(), schema: ["type": "integer"])
        }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("did not fit the schema in 3 tries") == true)
    }

    @Test func `no provider at all is said so`() async throws {
        let error = await #expect(throws: AirlockError.self) { try await router().profile() }
        #expect(error?.code == .unavailable)
        #expect(error?.hint?.contains("model.providers") == true)
    }

    @Test func `three failures in a row earn a pause of thirty seconds`() async throws {
        let asked = Mutex(0)
        let isWell = Mutex(false)
        let shaky = ScriptedModel { _ in
            asked.withLock { $0 += 1 }
            if isWell.withLock({ $0 }) { return "well again" }
            throw AirlockError(.backendFailed, "broken")
        }
        let router = router(("shaky", shaky), ("b", ScriptedModel { _ in "from b" }))
        for _ in 0..<5 { #expect(try await router.answer(modelRequest()).text == "from b") }
        #expect(asked.withLock { $0 } == 3)

        clock.advance(by: 30)
        for _ in 0..<2 { #expect(try await router.answer(modelRequest()).text == "from b") }
        #expect(asked.withLock { $0 } == 4)

        isWell.withLock { $0 = true }
        clock.advance(by: 30)
        for _ in 0..<2 { #expect(try await router.answer(modelRequest()).text == "well again") }
        #expect(asked.withLock { $0 } == 6)
    }

    @Test func `who answers in another's place says in whose and why`() async throws {
        let router = router(("a", Self.failing(.unavailable, "no key")), ("b", ScriptedModel { _ in "from b" }))
        let use = try await router.answer(modelRequest()).use
        #expect(use.passedOver == [PassedProvider(provider: "a", reason: "no key")])
        let first = self.router(("a", ScriptedModel { _ in "from a" }))
        #expect(try await first.answer(modelRequest()).use.passedOver == nil)
    }

    @Test func `a provider is asked again as often as it may, and its budget ends that`() async throws {
        let asked = Mutex(0)
        let clock = clock
        let shaky = ScriptedModel { _ in
            let count = asked.withLock { count in
                count += 1
                return count
            }
            guard count.isMultiple(of: 2) else { throw AirlockError(.backendFailed, "broken") }
            return "second time"
        }
        let router = ModelRouter(
            [RoutedProvider(name: "shaky", model: shaky, retries: 1, leastTokensPerSecond: nil)], now: { clock.now })
        for _ in 0..<10 { #expect(try await router.answer(modelRequest()).text == "second time") }
        #expect(asked.withLock { $0 } == 20)
        // Ten retries are spent, ten successes have earned one.
        #expect(try await router.answer(modelRequest()).text == "second time")
        let error = await #expect(throws: AirlockError.self) { try await router.answer(modelRequest()) }
        #expect(error?.message.contains("broken") == true)
    }

    /// Says a word a second.
    private func slow(_ word: String) -> ScriptedModel {
        let clock = clock
        return ScriptedModel(
            pace: { clock.advance(by: 1) }, script: { _ in String(repeating: "\(word) ", count: 40) })
    }

    @Test func `a provider that is too slow is asked after the others for five minutes`() async throws {
        let clock = clock
        let router = ModelRouter(
            [
                RoutedProvider(name: "slow", model: slow("a"), retries: 0, leastTokensPerSecond: 5),
                RoutedProvider(
                    name: "quick", model: ScriptedModel { _ in "quick" }, retries: 0, leastTokensPerSecond: nil),
            ], now: { clock.now })
        #expect(try await router.answer(modelRequest()).text.hasPrefix("a a"))
        let second = try await router.answer(modelRequest())
        #expect(second.text == "quick")
        #expect(
            second.use.passedOver
                == [PassedProvider(provider: "slow", reason: "it is slower than min_tokens_per_second")])
        clock.advance(by: 300)
        #expect(try await router.answer(modelRequest()).text.hasPrefix("a a"))
    }

    @Test func `a slow provider still answers if it is the only one that is well`() async throws {
        let clock = clock
        let router = ModelRouter(
            [
                RoutedProvider(name: "slow", model: slow("a"), retries: 0, leastTokensPerSecond: 5),
                RoutedProvider(
                    name: "down", model: Self.failing(.unavailable, "down"), retries: 0, leastTokensPerSecond: nil),
            ], now: { clock.now })
        for _ in 0..<3 { #expect(try await router.answer(modelRequest()).text.hasPrefix("a a")) }
    }

    @Test func `a context that nobody saw end speaks against nobody`() async throws {
        var result = ProbeResult(provider: "a", modelID: "m", at: clock.now)
        result.effectiveContext = 100
        let router = router(("a", ScriptedModel { _ in "from a" }), ("b", ScriptedModel { _ in "from b" }))
        await router.learn([result])
        #expect(try await router.answer(modelRequest(String(repeating: "word ", count: 200))).text == "from a")
    }

    @Test func `a probe's doubt puts a provider last and never out`() async throws {
        var result = ProbeResult(provider: "a", modelID: "m", at: clock.now)
        result.effectiveContext = 100
        result.contextEnds = true
        result.enforcesSchema = false
        let router = router(("a", ScriptedModel { _ in "from a" }), ("b", ScriptedModel { _ in "from b" }))
        await router.learn([result])
        #expect(try await router.answer(modelRequest()).text == "from a")
        #expect(try await router.answer(modelRequest(String(repeating: "word ", count: 200))).text == "from b")
        #expect(try await router.answer(modelRequest(constraint: .schema(["type": "string"]))).text == "from b")
        let alone = self.router(("a", ScriptedModel { _ in "from a" }))
        await alone.learn([result])
        #expect(try await alone.answer(modelRequest(String(repeating: "word ", count: 200))).text == "from a")
    }
}
