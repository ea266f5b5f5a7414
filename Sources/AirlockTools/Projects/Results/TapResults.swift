import AirlockCore

/// The Test Anything Protocol as `node --test --test-reporter=tap` writes it: after the plan (`1..N`) come the counts. What
/// tests print themselves comes before it, and so can't be taken for them.
enum TapResults {
    /// - Throws: `.backendFailed` without a plan and all counts.
    static func summary(_ text: String) throws(AirlockError) -> TestSummary {
        let lines = text.split(whereSeparator: \.isNewline)
        guard let plan = lines.lastIndex(where: { $0.hasPrefix("1..") && Int($0.dropFirst(3)) != nil }) else {
            throw AirlockError(.backendFailed, "the test results have no plan: the test run ended too early")
        }
        var counts: [String: Int] = [:]
        for line in lines[(plan + 1)...] {
            let words = line.split(separator: " ")
            guard words.count == 3, words[0] == "#", let count = Int(words[2]) else { continue }
            counts[String(words[1])] = count
        }
        guard let total = counts["tests"], let passed = counts["pass"], let failed = counts["fail"],
            let cancelled = counts["cancelled"], let skipped = counts["skipped"], let todo = counts["todo"]
        else { throw AirlockError(.backendFailed, "the test results have no counts after their plan") }
        return try TestSummary(total: total, passed: passed, failed: failed + cancelled, skipped: skipped + todo)
    }
}
