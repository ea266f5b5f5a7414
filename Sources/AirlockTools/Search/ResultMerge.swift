import AirlockCore

/// Makes one list of what several providers found: by reciprocal ranks (Cormack, Clarke and Büttcher, "Reciprocal rank fusion
/// outperforms Condorcet and individual rank learning methods", SIGIR 2009), so that no provider's own scores count.
enum ResultMerge {
    /// The paper's constant.
    private static let k = 60.0

    /// - Parameter lists: Best first each, in the order in which their providers are configured, which decides between equals.
    /// - Returns: Best first, each page once, at most `limit`; of two that name the same page the earlier provider's is kept.
    static func merge(_ lists: [[SearchResult]], limit: Int) -> [SearchResult] {
        var order: [String] = []
        var scores: [String: Double] = [:]
        var kept: [String: SearchResult] = [:]
        for list in lists {
            var inList: Set<String> = []
            for result in list {
                let key = ResultAddress.key(result.url)
                guard inList.insert(key).inserted else { continue }
                scores[key, default: 0] += 1 / (k + Double(inList.count))
                guard let first = kept[key] else {
                    order.append(key)
                    kept[key] = result
                    continue
                }
                if first.snippet.isEmpty, !result.snippet.isEmpty { kept[key] = first.saying(result.snippet) }
            }
        }
        let ranked = order.enumerated().sorted { a, b in
            let (left, right) = (scores[a.element] ?? 0, scores[b.element] ?? 0)
            return left == right ? a.offset < b.offset : left > right
        }
        return ranked.prefix(limit).compactMap { kept[$0.element] }
    }
}

extension SearchResult {
    fileprivate func saying(_ snippet: String) -> SearchResult {
        SearchResult(title: title, url: url, snippet: snippet, retrievalTime: retrievalTime, timestamp: timestamp)
    }
}
