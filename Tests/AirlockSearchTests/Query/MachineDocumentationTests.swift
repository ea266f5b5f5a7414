import AirlockCore
import AirlockSearch
import Foundation
import Testing

enum InstalledManuals {
    static let roots = ["/usr/share/doc/git-doc", "/usr/share/doc/bash", "/usr/share/doc/cmake-data/html/manual"]
    static let missing = roots.filter { !FileManager.default.fileExists(atPath: $0) }
}

/// Ranking over the pages that `git-doc`, `bash-doc` and `cmake-doc` install, which `scripts/bootstrap` does.
@Suite(.enabled(if: InstalledManuals.missing.isEmpty, "not installed: \(InstalledManuals.missing)"))
struct MachineDocumentationTests {
    @Test func `the manual of what is asked for comes first`() async throws {
        let corpus = try TemporaryCorpus()
        let summary = try await corpus.index.build(roots: InstalledManuals.roots) { _, _ in }
        #expect(summary.documents > 200)
        let expected = [
            "git hooks": "githooks(5)", "cmake presets": "cmake-presets(7)", "git rebase": "git-rebase(1)",
            "bash arrays": "Arrays — Bash Reference Manual", "хуки git": "githooks(5)",
            "git submodules": "gitsubmodules(7)",
            "bash parameter expansion": "Shell Parameter Expansion — Bash Reference Manual",
            "git worktree": "git-worktree(1)",
        ]
        for (query, title) in expected {
            let results = try await corpus.search.search(query, limit: 3)
            #expect(results.first?.title == title, "\(query): \(results.map(\.title))")
            #expect(results.count == 3)
            for result in results {
                #expect(
                    result.snippet.count <= 240 && !result.snippet.contains("<a ") && !result.snippet.contains("&nbsp;")
                )
            }
        }
        let again = try await ContinuousClock().measure {
            try await corpus.index.build(roots: InstalledManuals.roots) { _, _ in }
        }
        #expect(again < .milliseconds(1500))
    }
}
