import AirlockCore
import AirlockTestKit
import Testing

struct ScriptedModelTests {
    @Test func `the scripted model does what every language model must`() async throws {
        let model = ScriptedModel { request in
            switch (request.constraint, request.purpose) {
            case (.grammar, _): return "label blue\n"
            case (.schema(let schema), _):
                return schema["type"] == "string" ? #""hi""# : #"{"city": "Tver", "big": false}"#
            case (.none, "conformance.long/1"): return String(repeating: "word ", count: 5_000)
            case (.none, "conformance.overflow/1"): throw AirlockError(.limitExceeded, "too long")
            case (.none, _): return "one two three"
            }
        }
        try await LanguageModelConformance(model, contextTokens: 100).checkAll()
    }
}
