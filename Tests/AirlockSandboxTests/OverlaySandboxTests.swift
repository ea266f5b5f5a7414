import AirlockCore
import AirlockSandbox
import AirlockTestKit
import Testing

@Suite struct OverlaySandboxTests {
    @Test(arguments: SandboxConformance.checks.indices)
    func `conforms`(_ index: Int) async throws {
        let fixture = try SandboxFixture()
        let check = SandboxConformance.checks[index]
        do {
            try await check.prove(fixture.sandbox)
        } catch {
            Issue.record("\(check.name): \(error)")
        }
    }
}
