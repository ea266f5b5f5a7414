import AirlockBrowser
import AirlockCore
import AirlockSearch
import AirlockStore
import Foundation

/// Pages read by a browser: from the address to three stored artifacts.
struct PageCases: Sendable {
    let browser: WebBrowser
    let address: WebAddress
    let artifacts: FolderArtifactStore

    func run() async throws {
        var start = Times()
        start.add(try await ContinuousClock().measure { try await browser.prewarm() })
        start.print("browser start, cold (hidden where it is prewarmed)")
        var whole = Times()
        var beyond = Times()
        for round in 0..<43 {
            let (all, load) = try await once("page-\(round)")
            whole.add(all)
            beyond.add(all - load)
        }
        whole.print("200 KB page: navigate, load, picture, extract, store")
        beyond.print("… beyond the page's own load", ["target_ms": 150])
        var four = Times()
        for round in 0..<13 {
            four.add(
                try await ContinuousClock().measure {
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for part in 0..<4 { group.addTask { _ = try await once("four-\(round)-\(part)") } }
                        try await group.waitForAll()
                    }
                })
        }
        four.print("four such pages at a time, all of them")
    }

    /// - Returns: How long all of it took, and how much of that the page took to load.
    private func once(_ name: String) async throws -> (all: Duration, load: Duration) {
        let clock = ContinuousClock()
        let begin = clock.now
        let page = try await browser.page(at: address, isPictured: true)
        guard case .html(let html) = page.content, let picture = page.screenshot else {
            throw AirlockError(.backendFailed, "no page came")
        }
        let text = try PageText(html: Array(html.utf8), url: page.url, title: page.title)
        _ = try await artifacts.save(Array(text.text.utf8), as: name + ".txt", of: "bench")
        _ = try await artifacts.save(Array(text.markdown.utf8), as: name + ".md", of: "bench")
        _ = try await artifacts.save(picture, as: name + ".png", of: "bench")
        return (clock.now - begin, page.loadTime)
    }
}
