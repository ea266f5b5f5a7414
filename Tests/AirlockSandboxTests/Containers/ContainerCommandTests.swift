import Testing

@testable import AirlockSandbox

@Suite struct ContainerCommandTests {
    @Test func `a bubblewrap that is too old is told from other failures`() {
        let hint = ContainerCommand.cure(ofSaying: "bwrap: Unknown option --disable-userns")
        #expect(hint?.contains("bubblewrap 0.8 or newer is needed") == true)
        #expect(ContainerCommand.cure(ofSaying: "bwrap: setting up uid map: Permission denied") == nil)
    }

    @Test func `the kernel kills a program in the sandbox first`() async throws {
        #expect(try await SandboxFixture().shell("cat /proc/self/oom_score_adj") == "1000\n")
    }
}
