import AirlockCore
import AirlockSandbox
import AirlockTestKit
import Testing

@Suite struct OverlaySandboxTests {
    @Test(arguments: SandboxConformance.checks.indices, RuntimeKind.installed)
    func `conforms`(_ index: Int, _ kind: RuntimeKind) async throws {
        let fixture = try SandboxFixture(kind)
        let check = SandboxConformance.checks[index]
        do {
            try await check.prove(fixture.sandbox)
        } catch {
            Issue.record("\(kind): \(check.name): \(error)")
        }
    }
}
