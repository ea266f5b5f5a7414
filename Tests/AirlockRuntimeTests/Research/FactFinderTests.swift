import AirlockCore
import AirlockTestKit
import Testing

@testable import AirlockRuntime

@Suite struct FactFinderTests {
    private let text = """
        Hooks are programs that git runs at certain points. Why would you use a hook in git? A pre-commit hook can stop a commit \
        that fails its tests. Short one.

        The weather in the mountains was cold but sunny, e.g. on Monday. Every hook lives in the hooks folder of the repository. \
        Client hooks are not copied when a repository is cloned.
        """
    private let source: Source

    init() {
        let time = Timestamp(millisecondsSince1970: 0)
        let result = SearchResult(title: "t", url: "https://x.org", snippet: "", retrievalTime: time, timestamp: nil)
        source = Source(result, sha256: "", artifact: "")
    }

    private func find(_ model: (any LanguageModel)?, writesClaims: Bool = false) async throws -> FactFinder.Facts {
        try await FactFinder(model: model, writesClaims: writesClaims)
            .find("git hooks", source: source, text: text, count: 2) { _ in }
    }

    @Test func `every sentence is an exact piece of the page`() {
        let sentences = SentenceSplitter().split(text)
        #expect(sentences.count == 7)
        #expect(sentences.allSatisfy { text.contains($0) })
        #expect(sentences[4] == "The weather in the mountains was cold but sunny, e.g. on Monday.")
    }

    @Test func `questions and fragments are left out, and what speaks of the query comes first`() {
        let ranked = SentenceRanker().rank(SentenceSplitter().split(text), query: "git hooks", limit: 20)
        #expect(ranked.first == "Hooks are programs that git runs at certain points.")
        #expect(ranked.last == "The weather in the mountains was cold but sunny, e.g. on Monday.")
        #expect(!ranked.contains { $0.hasSuffix("?") || $0 == "Short one." })
    }

    @Test func `without a model the best-ranked sentences are the findings`() async throws {
        let facts = try await find(nil)
        #expect(facts.findings.count == 2)
        #expect(facts.findings.allSatisfy { text.contains($0.quote) && $0.claim == $0.quote })
    }

    @Test func `a quote that the page doesn't hold is refused and counted`() async throws {
        let lying = ScriptedModel { _ in
            """
            - Hooks are programs that git always runs twice.
            - Client hooks are not copied when a repository is cloned.
            """
        }
        let facts = try await find(lying)
        #expect(facts.findings.map(\.quote) == ["Client hooks are not copied when a repository is cloned."])
        #expect(facts.refused == 1)
        #expect(facts.modelUses.map(\.purpose) == ["research.quotes/1"])
    }

    @Test func `a model that only lies or fails leaves the ranked sentences`() async throws {
        let lying = try await find(ScriptedModel { _ in "- All hooks are evil and must be removed." })
        #expect(lying.findings.count == 2)
        #expect(lying.refused == 1)
        let failing = try await find(ScriptedModel { _ in throw AirlockError(.backendFailed, "gone") })
        #expect(failing.findings.count == 2)
    }

    @Test func `the grammar's alternatives are the page's sentences`() {
        #expect(
            FactFinder.grammar(["Say \"hi\" to it.", "b"], count: 2)
                == "root ::= \"- \" s \"\\n\" \"- \" s\ns ::= \"Say \\\"hi\\\" to it.\" | \"b\"\n")
    }

    @Test(arguments: [
        ("Git keeps at most 3 copies of hooks.", true), ("Git keeps at most 4 copies of hooks.", false),
        ("Git keeps no copies of hooks.", false), ("Elephants dance happily around mountains.", false), ("", false),
    ])
    func `a claim that adds to its sentence is thrown away`(claim: String, follows: Bool) {
        #expect(ClaimWriter.follows(claim, from: "By default git keeps at most 3 copies of its hooks.") == follows)
    }
}
