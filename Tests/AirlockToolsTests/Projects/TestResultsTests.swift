import AirlockCore
import Testing

@testable import AirlockTools

@Suite struct TestResultsTests {
    private func summary(_ total: Int, _ passed: Int, _ failed: Int, _ skipped: Int) throws -> TestSummary {
        try TestSummary(total: total, passed: passed, failed: failed, skipped: skipped)
    }

    @Test func `each case of JUnit's XML counts once by what it holds`() throws {
        let xml = """
            <?xml version="1.0" encoding="utf-8"?>
            <!-- <testcase/> -->
            <testsuites><testsuite name="a" tests="5">
            <properties><property name="x" value="a > b"/></properties>
            <testcase name="1" time='0.1'></testcase>
            <testcase name="2"><failure message="&lt;"/><error/></testcase>
            <testcase name="3"><skipped/><system-out><![CDATA[<testcase>]]></system-out></testcase>
            <testcase name="4"><error message="x">trace</error></testcase>
            <testcase name="5"/>
            </testsuite></testsuites>
            """
        #expect(try JUnitResults.summary(Array(xml.utf8)) == summary(5, 2, 2, 1))
    }

    @Test(arguments: [
        "", "text", "<testsuite tests='1'>", "<testsuite tests='2'><testcase/></testsuite>", "<a/>",
        "<testsuite><testcase/></testsuite>", "<testsuite tests='x'></testsuite>", "<!DOCTYPE a><testsuite tests='0'/>",
        "<testsuite tests='0'></testsuites>", "<testsuite tests='0'/><testsuite tests='0'/>",
        "<testsuite tests='0' tests='0'/>", "<testsuite tests='0'", "<testsuite tests=0/>", "<testsuite tests='0'/>x",
        "<testsuite tests='1'><testcase><testcase/></testcase></testsuite>", "<testsuite a='<' tests='0'/>",
        "<testsuite tests='0'><!-- </testsuite>", "<", "</a>", "<a", "<a b='",
    ])
    func `JUnit's XML that isn't whole or doesn't add up is refused`(xml: String) {
        #expect(throws: AirlockError.self) { try JUnitResults.summary(Array(xml.utf8)) }
    }

    @Test func `XML that is too deep is refused`() {
        let xml = String(repeating: "<a>", count: 100_000)
        #expect(throws: AirlockError.self) { try XMLScanner.tags(of: Array(xml.utf8)) }
    }

    @Test func `the counts after TAP's plan are the result`() throws {
        let tap = """
            TAP version 13
            # tests 99
            # Subtest: a
                1..1
            ok 1 - a
            1..2
            # tests 5
            # suites 0
            # pass 1
            # fail 1
            # cancelled 1
            # skipped 1
            # todo 1
            # duration_ms 4.2
            """
        #expect(try TapResults.summary(tap) == summary(5, 1, 2, 2))
    }

    @Test(arguments: [
        "", "TAP version 13\n# tests 1\n# pass 1", "1..1\n# tests 1\n# pass 1",
        "1..2\n# tests 2\n# pass 1\n# fail 0\n# cancelled 0\n# skipped 0\n# todo 0",
        "1..1\n# tests -1\n# pass -1\n# fail 0\n# cancelled 0\n# skipped 0\n# todo 0",
    ])
    func `TAP without a plan or with counts that don't add up is refused`(tap: String) {
        #expect(throws: AirlockError.self) { try TapResults.summary(tap) }
    }

    @Test func `results of Visual Studio are counted by their outcome`() throws {
        let trx = """
            \u{FEFF}<?xml version="1.0"?><TestRun><Results>
            <UnitTestResult testName="a" outcome="Passed" /><UnitTestResult outcome="Failed"><Output/></UnitTestResult>
            <UnitTestResult outcome="NotExecuted" /></Results>
            <ResultSummary outcome="Failed"><Counters total="3" executed="2" passed="1" failed="1" /></ResultSummary></TestRun>
            """
        #expect(try TrxResults.summary(Array(trx.utf8)) == summary(3, 1, 1, 1))
        #expect(throws: AirlockError.self) { try TrxResults.summary(Array("<TestRun/>".utf8)) }
    }

    @Test func `nothing run is not green`() throws {
        #expect(!TestSummary().isGreen)
        #expect(try !summary(1, 0, 0, 1).isGreen)
        #expect(try summary(2, 1, 0, 1).isGreen)
        #expect(try !summary(2, 1, 1, 0).isGreen)
    }
}
