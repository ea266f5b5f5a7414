public import AirlockCore
import GRDB

/// Search over the documentation on this machine: the first provider, which works without a network.
public actor LocalSearch: SearchProvider, SourceReader {
    /// Results of one search.
    private static let maximumResults = 50

    public nonisolated let name: String = "local"
    private let index: DocumentIndex
    private let world: World
    private var opened: DatabasePool?

    /// The index need not exist yet; it is opened at the first search.
    public init(_ index: DocumentIndex, world: World) {
        self.index = index
        self.world = world
    }

    public func search(_ query: String, limit: Int) async throws -> [SearchResult] {
        let query = try SearchQuery(query)
        let count = max(0, min(limit, Self.maximumResults))
        let now = world.now()
        return try await read { db in
            guard count > 0 else { return [] }
            let ranking = try Ranking(db, query)
            return try ranking.best(count).compactMap { try Self.result($0, ranking.terms, now, db) }
        }
    }

    public func read(_ url: String) async throws -> SourceText {
        let found = try await read { db in
            try Row.fetchOne(db, sql: "SELECT url, title, text FROM documents WHERE url = ?", arguments: [url])
                .map { SourceText(url: $0["url"], title: $0["title"], text: $0["text"]) }
        }
        guard let found else {
            throw AirlockError(
                .notFound, "\(url.prefix(300)) is not in the document index", hint: "read what a search has found")
        }
        return found
    }

    private func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        let pool = try opened ?? index.openForReading()
        opened = pool
        do {
            return try await pool.read(body)
        } catch {
            opened = nil
            throw AirlockError(index: error, at: index.path)
        }
    }

    private static func result(
        _ candidate: Ranking.Candidate, _ terms: [String], _ now: Timestamp, _ db: Database
    ) throws -> SearchResult? {
        let row = try Row.fetchOne(
            db, sql: "SELECT url, title, text, mtime FROM documents WHERE id = ?", arguments: [candidate.id])
        guard let row else { return nil }
        let (url, title, text, modified): (String, String, String, Int64) = (row[0], row[1], row[2], row[3])
        return SearchResult(
            title: title, url: url, snippet: Snippet.make(text, terms: terms), retrievalTime: now,
            timestamp: Timestamp(millisecondsSince1970: modified))
    }
}
