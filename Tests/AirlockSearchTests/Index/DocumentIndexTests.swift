import AirlockCore
import Foundation
import Testing

@testable import AirlockSearch

@Suite struct DocumentIndexTests {
    let corpus: TemporaryCorpus

    init() throws { corpus = try TemporaryCorpus() }

    @Test func `a second build reads only what changed and forgets what is gone`() async throws {
        for name in ["a", "b", "c"] {
            try corpus.page("Page \(name)", "All about zebra\(name) animals.", as: "\(name).html")
        }
        #expect(try await corpus.build() == summary(documents: 3, read: 3))
        #expect(try await corpus.build() == summary(documents: 3, unchanged: 3))

        try corpus.page("Page b", "Now it is about walruses, which are larger.", as: "b.html")
        try corpus.remove("c.html")
        #expect(try await corpus.build() == summary(documents: 2, read: 1, unchanged: 1, removed: 1))
        #expect(try await titles("walruses") == ["Page b"])
        #expect(try await titles("zebrab").isEmpty)
        #expect(try await titles("zebrac").isEmpty)
        #expect(try await titles("zebraa") == ["Page a"])
    }

    @Test func `an open search sees a later build`() async throws {
        try corpus.page("First", "It is about zebras.", as: "a.html")
        try await corpus.build()
        let search = corpus.search
        #expect(try await search.search("walruses", limit: 3).isEmpty)
        try corpus.page("Second", "It is about walruses.", as: "b.html")
        try await corpus.build()
        #expect(try await search.search("walruses", limit: 3).map(\.title) == ["Second"])
    }

    @Test func `lists, sources, symlinks and stubs are left out`() async throws {
        try corpus.page("Real", "It is about zebras.", as: "real.html")
        for name in ["genindex.html", "search.html", "_sources/x.html", ".hidden.html", "picture.png"] {
            try corpus.page("No", "It is about zebras too.", as: name)
        }
        try corpus.write("# Source\n\n" + String(repeating: "It is about zebras. ", count: 20), to: "real.md")
        try corpus.write("<p>zebras", to: "stub.html")
        try FileManager.default.createSymbolicLink(
            atPath: corpus.path + "/docs/link.html", withDestinationPath: corpus.path + "/docs/real.html")
        #expect(try await corpus.build().documents == 1)
        #expect(try await titles("zebras") == ["Real"])
    }

    @Test func `Markdown is indexed where there are no pages`() async throws {
        try corpus.write("# Notes\n\n" + String(repeating: "It is about zebras. ", count: 20), to: "notes/a.md")
        try await corpus.build()
        #expect(try await titles("zebras") == ["Notes"])
    }

    @Test func `a long document is found by its chapter`() async throws {
        let filler = String(repeating: "A sentence that is here to make it long. ", count: 200)
        let chapters = ["Zebras", "Walruses", "Lemurs", "Index"].map {
            "<h2 id='\($0.lowercased())'>4.2 \($0)</h2><p>All about \($0.lowercased()) and others. \(filler)</p>"
        }
        try corpus.write(
            "<title>Animal Book</title><h1 id=top>Animal Book</h1><p>Intro. \(filler)\(filler)\(filler)</p>"
                + chapters.joined(),
            to: "book.html")
        try await corpus.build()
        let results = try await corpus.search.search("walruses", limit: 3)
        #expect(results.map(\.title) == ["Walruses — Animal Book"])
        #expect(results.first?.url.hasSuffix("/docs/book.html#walruses") == true)
        let text = try await corpus.search.read(results.first?.url ?? "").text
        #expect(text.hasPrefix("4.2 Walruses\n\nAll about walruses"))
        #expect(!text.contains("zebras"))
        #expect(try await titles("intro") == ["Animal Book"])
    }

    @Test func `an index that isn't there or is damaged says what to do`() async throws {
        let missing = await #expect(throws: AirlockError.self) { try await titles("zebras") }
        #expect(missing?.code == .unavailable)
        #expect(missing?.hint?.contains("bootstrap") == true)
        try corpus.page("Real", "It is about zebras.", as: "real.html")
        try Data(repeating: 0x41, count: 8192).write(to: URL(fileURLWithPath: corpus.index.path))
        let damaged = await #expect(throws: AirlockError.self) { try await corpus.build() }
        #expect(damaged?.code == .unavailable)
        #expect(damaged?.message.contains("damaged") == true)
    }

    @Test func `one build at a time`() async throws {
        try corpus.page("Real", "It is about zebras.", as: "real.html")
        let index = corpus.index
        let inner = ErrorBox()
        try await index.build(roots: [corpus.path + "/docs"]) { _, _ in
            // In the middle of a build.
            let done = DispatchSemaphore(value: 0)
            Task {
                do { try await index.build(roots: []) { _, _ in } } catch { inner.set(error) }
                done.signal()
            }
            done.wait()
        }
        #expect(inner.error?.code == .conflict)
    }

    @Test func `an index of another version is built anew`() async throws {
        try corpus.page("Real", "It is about zebras.", as: "real.html")
        try await corpus.build()
        try await corpus.execute("PRAGMA user_version = 999")
        let error = await #expect(throws: AirlockError.self) { try await titles("zebras") }
        #expect(error?.code == .unavailable)
        #expect(try await corpus.build().read == 1)
        #expect(try await titles("zebras") == ["Real"])
    }

    @Test func `a folder that doesn't exist holds nothing`() async throws {
        #expect(try await corpus.index.build(roots: ["/nowhere/at/all"]) { _, _ in } == summary(documents: 0))
    }

    private func titles(_ query: String) async throws -> [String] {
        try await corpus.search.search(query, limit: 10).map(\.title)
    }

    private func summary(documents: Int, read: Int = 0, unchanged: Int = 0, removed: Int = 0) -> DocumentIndex.Summary {
        var summary = DocumentIndex.Summary()
        (summary.documents, summary.read, summary.unchanged, summary.removed) = (documents, read, unchanged, removed)
        return summary
    }
}
