import Glibc
import Testing

@testable import AirlockSandbox

@Suite struct ProcessTreeTests {
    @Test func `times are found behind a name that looks like fields`() {
        let stat = "7 (a) b) 1 2) S 1 7 7 0 -1 4194560 100 0 0 0 100 50 25 25 20 0 1 0"
        #expect(ProcessTree.cpuMilliseconds(stat) == 2000 * 100 / Int(sysconf(Int32(_SC_CLK_TCK))))
        #expect(ProcessTree.cpuMilliseconds("nonsense") == 0)
    }

    @Test func `memory is what is private and what is shared and mapped`() {
        #expect(ProcessTree.memoryBytes("RssAnon:\t  10 kB\nRssFile:\t 500 kB\nRssShmem:\t  2 kB\n") == 12 * 1024)
    }

    @Test func `this process and what is below it are seen`() {
        let use = ProcessTree(root: getpid()).use()
        #expect(use.processes >= 1)
        #expect(use.memoryBytes > 1 << 20)
    }
}
