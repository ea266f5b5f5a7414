import GRDB
import Glibc

/// Finds the rows that answer a query and puts them in order.
struct Ranking {
    /// A document as far as ordering needs it.
    struct Candidate: Sendable, Hashable {
        let id: Int64
        let file: Int64
        let title: String
        let sha256: String
        /// Higher is better; positive.
        let relevance: Double
    }

    /// Rows that are looked at closely, best by words first.
    private static let pool = 400
    /// A document that has some of the terms must have this part of their weight.
    private static let leastCoverage = 0.5
    /// What a term weighs at most, in natural logarithms of rarity, and what one weighs that is in no document.
    private static let heaviest = 4.0
    private static let absent = 5.0
    /// Words between two terms that belong together.
    private static let nearness = 10
    /// A factor for a document that has the terms far from each other.
    private static let scattered = 0.4
    /// A result must have this part of the best one's relevance.
    private static let leastRelevance = 0.1

    private let db: Database
    /// As the index knows them.
    let terms: [String]
    private let weights: [Double]
    private let matches: [Set<Int64>]
    private let compoundMatches: [Set<Int64>]
    /// For each two neighbouring terms that are in the index: rows that have them close together.
    private let near: [Set<Int64>]

    init(_ db: Database, _ query: SearchQuery) throws {
        self.db = db
        let total = Double(try Int.fetchOne(db, sql: "SELECT count(*) FROM documents") ?? 0)
        let known = try query.terms.map { try Self.rows(db, SearchQuery.quoted($0)) }
        let terms = query.terms.indices.map {
            known[$0].isEmpty ? Glossary.english(query.terms[$0]) ?? query.terms[$0] : query.terms[$0]
        }
        let matches = try terms.indices.map {
            terms[$0] == query.terms[$0] ? known[$0] : try Self.rows(db, SearchQuery.quoted(terms[$0]))
        }
        weights = terms.indices.map { index in
            guard matches[index].isEmpty else {
                return min(Self.heaviest, 0.1 + Glibc.log(total / Double(matches[index].count)))
            }
            // A word of another script that no document has is the asker's language, not the topic.
            return terms[index].utf8.allSatisfy { $0 < 0x80 } ? Self.absent : 0
        }
        compoundMatches = try zip(terms, terms.dropFirst()).map {
            try Self.rows(db, "\(SearchQuery.quoted($0 + $1)) OR \(SearchQuery.quoted($1 + $0))")
        }
        let present = terms.indices.filter { !matches[$0].isEmpty }.map { terms[$0] }
        near = try zip(present, present.dropFirst()).map { first, second in
            let (a, b) = (SearchQuery.quoted(first), SearchQuery.quoted(second))
            return try Self.rows(
                db,
                "NEAR(\(a) \(b), \(Self.nearness)) OR \(SearchQuery.quoted(first + second)) OR \(SearchQuery.quoted(second + first))"
            )
        }
        self.terms = terms
        self.matches = matches
    }

    /// Best first, at most `limit`; no two of one title or one text, and others of one file only where there is room.
    func best(_ limit: Int) throws -> [Candidate] {
        let all = complete
        let scores = try scores()
        var ordered = try ranked(among: all, scores)
        if ordered.count < limit {
            let partial = Set(matches.reduce(into: Set<Int64>()) { $0.formUnion($1) }.filter(isCovered)).subtracting(
                all)
            ordered += try ranked(among: partial, scores)
        }
        var (titles, texts, files) = (Set<String>(), Set<String>(), Set<Int64>())
        var (first, others) = ([Candidate](), [Candidate]())
        let least = Self.leastRelevance * (ordered.first?.relevance ?? 0)
        for candidate in ordered where candidate.relevance >= least {
            guard titles.insert(candidate.title.lowercased()).inserted, texts.insert(candidate.sha256).inserted else {
                continue
            }
            if files.insert(candidate.file).inserted { first.append(candidate) } else { others.append(candidate) }
        }
        return Array((first + others).prefix(limit))
    }

    /// Rows with every term that counts, where a compound stands for its two.
    private var complete: Set<Int64> {
        let counted = matches.indices.filter { weights[$0] > 0 }
        guard let start = counted.first else { return [] }
        var result: Set<Int64>?
        for index in counted {
            var rows = matches[index]
            if index > 0 { rows.formUnion(compoundMatches[index - 1]) }
            if index < compoundMatches.count { rows.formUnion(compoundMatches[index]) }
            result = result?.intersection(rows) ?? rows
        }
        return result ?? matches[start]
    }

    private func isCovered(_ row: Int64) -> Bool {
        let has = matches.indices.filter { matches[$0].contains(row) }.reduce(0) { $0 + weights[$1] }
        return has >= Self.leastCoverage * weights.reduce(0, +)
    }

    /// What the words alone make of every row that has one of them; lower is better. Without the rows' other columns: to
    /// look each of them up takes several times as long as this.
    private func scores() throws -> [(row: Int64, score: Double)] {
        let compounds = zip(terms, terms.dropFirst()).flatMap { [$0 + $1, $1 + $0] }
        let cursor = try Row.fetchCursor(
            db, sql: "SELECT rowid, bm25(search, 12.0, 4.0, 1.0) FROM search WHERE search MATCH ?",
            arguments: [(terms + compounds).map(SearchQuery.quoted).joined(separator: " OR ")])
        var scores: [(row: Int64, score: Double)] = []
        while let row = try cursor.next() { scores.append((row[0], row[1])) }
        return scores
    }

    private func ranked(among rows: Set<Int64>, _ scores: [(row: Int64, score: Double)]) throws -> [Candidate] {
        let chosen = scores.filter { rows.contains($0.row) }.sorted { ($0.score, $0.row) < ($1.score, $1.row) }
            .prefix(Self.pool)
        let scoreOf = Dictionary(uniqueKeysWithValues: chosen.map { ($0.row, $0.score) })
        let found = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, file, title, sha256, bytes FROM documents
                WHERE id IN (\(chosen.map { String($0.row) }.joined(separator: ",")))
                """)
        var candidates: [Candidate] = []
        while let row = try found.next() {
            guard let score = scoreOf[row[0]] else { continue }
            candidates.append(candidate(row, score))
        }
        return candidates.sorted { ($0.relevance, $1.id) > ($1.relevance, $0.id) }
    }

    private func candidate(_ row: Row, _ score: Double) -> Candidate {
        let (id, title, bytes): (Int64, String, Int) = (row[0], row[2], row[4])
        let together = near.isEmpty ? 1 : Double(near.count { $0.contains(id) }) / Double(near.count)
        // FTS5 gives better matches lower, negative scores.
        let relevance = max(-score, 0.001) * TitleMatch.boost(terms, title) * Self.substance(bytes)
        return Candidate(
            id: id, file: row[1], title: title, sha256: row[3],
            relevance: relevance * (Self.scattered + (1 - Self.scattered) * together))
    }

    /// A page of a few lines answers less than its density of words suggests.
    private static func substance(_ bytes: Int) -> Double {
        switch bytes {
        case ..<600: 0.5
        case ..<1500: 0.75
        default: 1
        }
    }

    private static func rows(_ db: Database, _ expression: String) throws -> Set<Int64> {
        try Int64.fetchSet(db, sql: "SELECT rowid FROM search WHERE search MATCH ?", arguments: [expression])
    }
}
