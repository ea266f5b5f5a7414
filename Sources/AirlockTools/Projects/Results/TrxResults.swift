import AirlockCore

/// Visual Studio's test results (`dotnet test --logger trx`): one `UnitTestResult` a test, and `Counters` that must agree.
enum TrxResults {
    /// - Throws: `.backendFailed` for anything else.
    static func summary(_ bytes: [UInt8]) throws(AirlockError) -> TestSummary {
        var total = 0
        var passed = 0
        var failed = 0
        var claimed: Int?
        for case .opening(let name, let attributes) in try XMLScanner.tags(of: bytes) {
            if name == "Counters" { claimed = attributes["total"].flatMap { Int($0) } }
            guard name == "UnitTestResult" else { continue }
            total += 1
            switch attributes["outcome"] {
            case "Passed": passed += 1
            case "NotExecuted": break
            default: failed += 1
            }
        }
        guard claimed == total else {
            throw AirlockError(.backendFailed, "the test results claim \(claimed ?? -1) tests and hold \(total)")
        }
        return try TestSummary(total: total, passed: passed, failed: failed, skipped: total - passed - failed)
    }
}
