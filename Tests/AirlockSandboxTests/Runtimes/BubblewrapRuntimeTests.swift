import Testing

@testable import AirlockSandbox

@Suite struct BubblewrapRuntimeTests {
    @Test func `a bubblewrap that is too old is told from other failures`() {
        let runtime = BubblewrapRuntime(path: "/usr/bin/bwrap")
        let hint = runtime.cure(ofSaying: "bwrap: Unknown option --disable-userns")
        #expect(hint?.contains("bubblewrap 0.8 or newer is needed") == true)
        #expect(runtime.cure(ofSaying: "bwrap: setting up uid map: Permission denied") == nil)
    }
}
