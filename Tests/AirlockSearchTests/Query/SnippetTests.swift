import Testing

@testable import AirlockSearch

@Suite struct SnippetTests {
    private let filler = String(repeating: "This sentence is about something else entirely. ", count: 20)

    @Test func `the paragraph with the terms is shown`() {
        let text =
            "NAME\n\n\(filler)\n\nHooks are programs that git runs at certain points of its work. More.\n\n\(filler)"
        #expect(
            Snippet.make(text, terms: ["git", "hooks"])
                == "Hooks are programs that git runs at certain points of its work. More.")
    }

    @Test func `a long paragraph is cut at words around the hit`() {
        let snippet = Snippet.make(filler + "Only here are hooks of git explained. " + filler, terms: ["hooks"])
        #expect(snippet.hasPrefix("… "))
        #expect(snippet.hasSuffix(" …"))
        #expect(snippet.contains("Only here are hooks of git explained."))
        #expect(snippet.count <= Snippet.maximum)
    }

    @Test(arguments: [
        "", "x", "no hit here", String(repeating: "a", count: 10_000), String(repeating: "я", count: 500), "\n\n\n",
    ])
    func `any text has a snippet within the limit`(text: String) {
        #expect(Snippet.make(text, terms: ["hooks", "a"]).count <= Snippet.maximum)
    }
}
