import AirlockCore

/// JUnit's XML, as pytest and CTest write it: each `testcase` counts once, by what it holds.
enum JUnitResults {
    /// - Throws: `.backendFailed` for anything else, or if a suite's own count isn't that of its cases.
    static func summary(_ bytes: [UInt8]) throws(AirlockError) -> TestSummary {
        var cases = 0
        var failed = 0
        var skipped = 0
        var claimed = 0
        var suites = 0
        var isSuite = false
        var endings: Set<String>?
        for tag in try XMLScanner.tags(of: bytes) {
            switch tag {
            case .opening("testsuite", let attributes):
                isSuite = true
                if suites == 0 {
                    guard let count = attributes["tests"].flatMap({ Int($0) }), 0...1_000_000 ~= count else {
                        throw AirlockError(.backendFailed, "a testsuite of the test results has no count")
                    }
                    claimed += count
                }
                suites += 1
            case .closing("testsuite"): suites -= 1
            case .opening("testcase", _): endings = []
            case .closing("testcase"):
                guard let ending = endings else { throw AirlockError(.backendFailed, "test cases in one another") }
                cases += 1
                if !ending.isDisjoint(with: ["failure", "error"]) {
                    failed += 1
                } else if ending.contains("skipped") {
                    skipped += 1
                }
                endings = nil
            case .opening(let name, _): endings?.insert(name)
            case .closing: break
            }
        }
        guard isSuite, claimed == cases else {
            throw AirlockError(.backendFailed, "the test results claim \(claimed) tests and hold \(cases)")
        }
        return try TestSummary(total: cases, passed: cases - failed - skipped, failed: failed, skipped: skipped)
    }
}
