import AirlockCore
import AirlockTestKit
import Testing

@testable import AirlockSearch

@Suite struct LocalSearchTests {
    let corpus: TemporaryCorpus

    init() async throws {
        corpus = try TemporaryCorpus()
        try corpus.page(
            "githooks(5)", "Hooks are programs that git runs at certain points.", as: "git-doc/githooks.html")
        try corpus.page(
            "git-hook(1)", "A command to run git hooks by hand, see also the hooks folder.", as: "git-doc/git-hook.html"
        )
        try corpus.page(
            "git-rebase(1)", "Git rebase reapplies commits on top of another base; hooks are run.",
            as: "git-doc/git-rebase.html")
        try corpus.page(
            "git-merge(1)", "Joins two histories. You can also rebase with git, where git rebase fits.",
            as: "git-doc/git-merge.html")
        try corpus.page("Curtain hooks", "Hooks of brass hold the curtain.", as: "home/curtain.html")
        try corpus.page(
            "Arrays — Bash Manual", "Any variable may be used as an indexed array in bash.", as: "bash/arrays.html")
        for number in 1...12 {
            try corpus.page("Filler \(number)", "Nothing of interest about gardens.", as: "f/\(number).html")
        }
        try await corpus.build()
    }

    @Test func `it is a search provider`() async throws {
        try await SearchProviderConformance(corpus.search, knownQuery: "git hooks").checkAll()
    }

    @Test(arguments: [
        ("git hooks", "githooks(5)"), ("hooks git", "githooks(5)"), ("What are Git hooks?", "githooks(5)"),
        ("git rebase", "git-rebase(1)"), ("git-rebase", "git-rebase(1)"), ("rebasing in git", "git-rebase(1)"),
        ("curtain hooks", "Curtain hooks"), ("bash arrays", "Arrays"), ("хуки git", "githooks(5)"),
        ("найди три статьи про git hooks", "githooks(5)"), ("массивы в bash", "Arrays"),
    ])
    func `the page that is about it comes first`(query: String, title: String) async throws {
        #expect(try await corpus.search.search(query, limit: 3).first?.title == title)
    }

    @Test(arguments: ["kubernetes operators", "стихи Пушкина", "\"", "NEAR(git", "title:githooks AND"])
    func `what the corpus doesn't have is not made up`(query: String) async throws {
        let results = (try? await corpus.search.search(query, limit: 3)) ?? []
        if !query.contains("git") { #expect(results.isEmpty) }
    }

    @Test func `query syntax is only words`() async throws {
        let plain = try await corpus.search.search("git hooks", limit: 5).map(\.url)
        for query in ["git* AND \"hooks", "git + hooks -", "{git}:(hooks)", "git\u{0}hooks"] {
            #expect(try await corpus.search.search(query, limit: 5).map(\.url) == plain, "\(query)")
        }
    }

    @Test func `pages of one title or one text are one result`() async throws {
        for name in ["a", "b"] {
            try corpus.write(
                "<title>Twin</title><p>" + String(repeating: "About lemurs and their habits. ", count: 10),
                to: "t/\(name).html")
        }
        try corpus.write(
            "<title>Other</title><p>" + String(repeating: "About lemurs and their habits. ", count: 10), to: "t/c.html")
        try await corpus.build()
        #expect(try await corpus.search.search("lemurs", limit: 5).count == 1)
    }

    @Test func `a result is read whole, and nothing else is`() async throws {
        let first = try #require(try await corpus.search.search("git rebase", limit: 1).first)
        let source = try await corpus.search.read(first.url)
        #expect(source.title == "git-rebase(1)")
        #expect(source.text.contains("Git rebase reapplies commits on top of another base; hooks are run."))
        for url in ["file:///etc/passwd", "", "https://example.org/"] {
            let error = await #expect(throws: AirlockError.self) { try await corpus.search.read(url) }
            #expect(error?.code == .notFound)
        }
    }
}
