import AirlockCore

/// How a test run ended, from its machine-readable results.
struct TestSummary: Sendable, Hashable, Codable {
    var total = 0
    var passed = 0
    var failed = 0
    var skipped = 0

    static let schema = ToolSchema.object(
        [
            "total": ToolSchema.count("All tests."), "passed": ToolSchema.count("Those that passed."),
            "failed": ToolSchema.count("Those that failed or ended in an error."),
            "skipped": ToolSchema.count("Those that didn't run."),
        ], required: ["total", "passed", "failed", "skipped"])

    /// Whether something ran, and nothing failed.
    var isGreen: Bool { failed == 0 && passed > 0 }

    /// - Throws: `.backendFailed` unless the parts make up the whole.
    init(total: Int, passed: Int, failed: Int, skipped: Int) throws(AirlockError) {
        guard [total, passed, failed, skipped].allSatisfy({ 0...1_000_000 ~= $0 }), total == passed + failed + skipped
        else {
            throw AirlockError(
                .backendFailed,
                "test results don't add up: \(total) tests, \(passed) passed, \(failed) failed, \(skipped) skipped")
        }
        self.total = total
        self.passed = passed
        self.failed = failed
        self.skipped = skipped
    }

    init() {}
}
