import AirlockCore
import AirlockSandbox
import Testing

@Suite struct SandboxProbeTests {
    @Test(arguments: RuntimeKind.installed)
    func `the machine's checks are fine here`(_ kind: RuntimeKind) async throws {
        let survey = try await Self.survey(RuntimeChoice(kind.rawValue, virtualMachine: nil))
        #expect(survey.checks.map(\.name) == ["runtime", "file system", "container", "limits"])
        #expect(survey.checks.filter { !$0.isFine } == [])
        #expect(survey.runtime?.name == kind.rawValue)
    }

    @Test func `bubblewrap is the first choice, and what was tried before it is said`() async throws {
        let survey = try await Self.survey(.auto(virtualMachine: "/bin/false"))
        #expect(survey.runtime?.name == "bubblewrap")
        #expect(survey.checks.first?.detail.contains("not false: the sandbox can't start") == true)
    }

    @Test(.enabled(if: RuntimeKind.installed.contains(.crun), "crun is missing"))
    func `a runtime that shares this kernel is no virtual machine`() async throws {
        let crun = try RuntimeKind.crun.runtime
        let survey = try await Self.survey(.oci(path: crun.path, isVirtualMachine: true))
        #expect(survey.runtime == nil)
        #expect(survey.checks.last?.detail == "crun: a program in the sandbox isn't confined")
    }

    @Test func `without a runtime that works nothing may run`() async throws {
        let survey = try await Self.survey(.oci(path: "/bin/false", isVirtualMachine: false))
        #expect(survey.runtime == nil)
        #expect(survey.checks.first { !$0.isFine }?.name == "container")
        let missing = try await Self.survey(.oci(path: "/nowhere/crun", isVirtualMachine: false))
        #expect(missing.checks.map(\.name) == ["runtime"] && missing.runtime == nil)
    }

    @Test(arguments: ["", "docker", "usr/bin/crun"])
    func `a name that is no runtime is refused`(_ name: String) {
        let error = #expect(throws: AirlockError.self) { try RuntimeChoice(name, virtualMachine: nil) }
        #expect(error?.code == .invalidRequest)
    }

    private static func survey(_ choice: RuntimeChoice) async throws -> SandboxSurvey {
        await SandboxProbe.survey(folder: try SandboxFixture().folder, toolchains: [], runtime: choice)
    }
}
