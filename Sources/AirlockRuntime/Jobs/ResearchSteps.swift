import AirlockCore
import FoundationEssentials

/// The steps of a plan that read and cite: `read_source` and `find_facts`. What they read never reaches the planner.
struct ResearchSteps: Sendable {
    let readers: [any SourceReader]
    let artifacts: any ArtifactStore
    let journal: Journal

    /// Findings that are looked for in one source.
    private static let factsAPage = 2
    /// Bytes of one stored source.
    private static let sourceLimit = 4 << 20

    /// `{results, count?}` → `{sources}`: reads the first `count` results that can be read, and stores their text.
    /// - Throws: `.notFound` if there is nothing to read.
    func readSources(_ params: JSONValue, of job: Job.ID) async throws -> ToolOutput {
        let results = try (params["results"] ?? .array([])).decode([SearchResult].self)
        let wanted = params["count"]?.integer ?? results.count
        var sources: [Source] = []
        var logs: [String] = []
        for result in results where sources.count < wanted {
            await journal.hub.progress("reading \(result.title)", of: job)
            do {
                sources.append(try await read(result, of: job))
            } catch let error as AirlockError where error.code != .cancelled {
                logs.append("\(result.url): \(error.message)")
            }
        }
        guard !sources.isEmpty else {
            throw AirlockError(
                .notFound, "nothing was found that can be read",
                hint: "use other words, or install more documentation for the local index")
        }
        if sources.count < wanted { logs.append("\(sources.count) of \(wanted) sources were found") }
        let list = try JSONValue(encoding: sources)
        return ToolOutput(["sources": list], artifacts: sources.flatMap(\.artifacts), logs: logs)
    }

    private func read(_ result: SearchResult, of job: Job.ID) async throws -> Source {
        var failure = AirlockError(.notFound, "no reader for this address")
        for reader in readers {
            do {
                let page = try await reader.read(result.url)
                let source = try await store(page, of: result, for: job)
                try await journal.record(.stored(source), of: job)
                return source
            } catch let error as AirlockError where error.code != .cancelled {
                failure = error
            }
        }
        throw failure
    }

    private func store(_ page: SourceText, of result: SearchResult, for job: Job.ID) async throws -> Source {
        let time = journal.world.now()
        let bytes = Array(page.text.utf8)
        let artifact = try await artifacts.save(bytes, as: "\(result.sourceID).txt", of: job)
        var markdown: String?
        if let text = page.markdown {
            markdown = try await artifacts.save(Array(text.utf8), as: "\(result.sourceID).md", of: job)
        }
        var picture: String?
        if let png = page.picture {
            picture = try await artifacts.save(png, as: "\(result.sourceID).png", of: job)
        }
        return Source(
            result, sha256: SHA256.hex(bytes), artifact: artifact,
            evidence: Source.Evidence(
                readTime: time, finalURL: page.url, markdown: markdown, screenshot: picture,
                screenshotSHA256: page.picture.map { SHA256.hex($0) }))
    }

    /// `{query, sources}` → `{findings, refused}`: the sources' own sentences that answer the query.
    func findFacts(_ params: JSONValue, model: (any LanguageModel)?, of job: Job.ID) async throws -> ToolOutput {
        let query = params["query"]?.string ?? ""
        let sources = try (params["sources"] ?? .array([])).decode([Source].self)
        let finder = FactFinder(model: model, writesClaims: false)
        var findings: [Finding] = []
        var refused = 0
        for (number, source) in sources.enumerated() {
            await journal.hub.progress("finding facts in \(source.title) (\(number + 1) of \(sources.count))", of: job)
            let bytes = try await artifacts.load(source.artifact, limit: Self.sourceLimit)
            let text = String(decoding: bytes, as: UTF8.self)
            let hub = journal.hub
            let facts = try await finder.find(query, source: source, text: text, count: Self.factsAPage) { text in
                Task { await hub.progress(text, of: job) }
            }
            findings += facts.findings
            refused += facts.refused
        }
        try await journal.record(.found(findings, refused: refused), of: job)
        return ToolOutput(["findings": try JSONValue(encoding: findings), "refused": .integer(Int64(refused))])
    }
}
