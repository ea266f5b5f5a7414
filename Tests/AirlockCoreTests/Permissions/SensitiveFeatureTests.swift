import AirlockCore
import Testing

@Suite struct SensitiveFeatureTests {
    private let rules = Policy(
        version: "1",
        rules: [.harmless, .leavesTheMachine, Rule { _ in Opinion(.allow, rule: "allow.all", reason: "test") }])

    @Test(arguments: [
        "pwsh -c Get-Date", "powershell.exe -File x", "/usr/bin/pwsh", "C:\\Windows\\System32\\powershell.exe -c x",
        "sudo pwsh", "env A=b pwsh -c x", "A=b pwsh", "cd src && pwsh x.ps1", "true; PowerShell -c x", "./build.ps1",
        "sh -c 'pwsh -c x'", "bash -c \"cd x; sudo 'powershell' -c y\"", "p\"ws\"h -c x", "echo $(pwsh -c x)",
        "ls | xargs pwsh", "timeout 5 pwsh-preview", "cmd /c powershell x",
    ])
    func `what starts PowerShell is sensitive`(command: String) {
        #expect(call(.command(command)).features == [.powershell], "\(command)")
    }

    @Test(arguments: [
        "ls", "grep powershell README.md", "cat docs/powershell.md", "git commit -m 'Use pwsh'", "npm run powershell",
        "python3 -m pytest -k pwsh_", "",
    ])
    func `what only names PowerShell is not`(command: String) {
        #expect(call(.command(command)).features.isEmpty, "\(command)")
    }

    @Test func `each feature is told by its effect`() {
        #expect(call(.publish("git push origin main")).features == [.upload])
        #expect(call(.sensitive("keyboard_mouse")).features == [.keyboardMouse])
        #expect(call(.sensitive("host_change")).features == [.hostChange])
        #expect(call(.sensitive("as_dangerous")).features.isEmpty)
        #expect(call(.execute(argv: ["pwsh", "-c", "x"])).features == [.powershell])
        #expect(call(.compute, .sensitive("keyboard_mouse"), .publish("x")).features == [.keyboardMouse, .upload])
    }

    @Test(arguments: [(0, Decision.ask), (1, .ask), (2, .allow), (3, .allow)])
    func `a person decides the first two uses whatever rules say, then the rules`(uses: Int, decision: Decision) throws
    {
        for effect in [Effect.command("pwsh -c x"), .sensitive("keyboard_mouse")] {
            let verdict = judge(effect, uses: [.powershell: uses, .keyboardMouse: uses])
            #expect(verdict.decision == decision, "\(effect)")
            #expect(verdict.opinion.rule == "ask.first-uses" || decision == .allow)
            #expect(try mayRun(verdict) == (decision == .allow))
        }
    }

    @Test func `features are counted apart`() {
        #expect(judge(.command("pwsh -c x"), uses: [.keyboardMouse: 9, .upload: 9]).decision == .ask)
    }

    @Test func `an upload and what is marked as dangerous are asked about each time`() throws {
        let uses = Dictionary(uniqueKeysWithValues: SensitiveFeature.allCases.map { ($0, 99) })
        for effect in [Effect.publish("x"), .sensitive("as_dangerous"), .sensitive("host_change")] {
            let verdict = judge(effect, uses: uses)
            #expect(verdict.decision == .ask)
            #expect(try !mayRun(verdict))
        }
    }

    @Test func `what a rule denies stays denied`() {
        let policy = Policy(version: "1", rules: [Rule { _ in Opinion(.deny, rule: "deny.all", reason: "test") }])
        #expect(policy.judge(work(.command("pwsh -c x")), in: .plain).opinion.rule == "deny.all")
    }

    private func judge(_ effect: Effect, uses: [SensitiveFeature: Int]) -> Verdict {
        var circumstances = Circumstances.plain
        circumstances.uses = uses
        return rules.judge(work(effect), in: circumstances)
    }

    private func mayRun(_ verdict: Verdict) throws -> Bool {
        switch try verdict.tryOut() {
        case .some: true
        case .none: false
        }
    }

    private func call(_ effects: Effect...) -> ToolCall {
        ToolCall(id: "1", tool: "t", arguments: [:], declared: effects)
    }

    private func work(_ effects: Effect...) -> PreparedCall {
        PreparedCall(call: ToolCall(id: "1", tool: "t", arguments: [:], declared: effects)) { _ in ToolOutput([:]) }
    }
}
