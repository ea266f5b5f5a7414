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
        return ModelRouter(models.map { .init(name: $0.0, model: $0.1) }, now: { clock.now })
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
}
