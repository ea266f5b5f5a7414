import AirlockCore
import AirlockTools
import Foundation
import Testing

/// The tool through its port. The program is a stand-in that says how it was started: pwsh itself is on no machine of ours.
@Suite struct PowerShellTests {
    private let tools: ToolFixture

    init() throws { tools = try ToolFixture() }

    private func prepare(_ script: String, in folder: String? = nil) throws -> PreparedCall {
        var arguments: [String: JSONValue] = ["cmd": .string(script)]
        arguments["cwd"] = folder.map { .string($0) }
        return try tools.toolbox.prepare(id: "1", tool: "powershell", arguments: .object(arguments))
    }

    private func judge(_ script: String, uses: Int) throws -> Opinion {
        var circumstances = Circumstances.plain
        circumstances.uses = [.powershell: uses]
        return Policy.standard().judge(try prepare(script), in: circumstances).opinion
    }

    @Test(arguments: 0..<2) func `the first two uses wait for a person, whatever is run`(uses: Int) throws {
        let opinion = try judge("Get-ChildItem src", uses: uses)
        #expect(opinion.decision == .ask && opinion.rule == "ask.first-uses")
    }

    @Test(arguments: [
        ("Get-ChildItem -Recurse src | Sort-Object Length | Select-Object -First 5", "allow.powershell"),
        ("Set-Content -Path notes/a.txt -Value 'one; two'", "allow.powershell"),
        ("Remove-Item -Recurse build", "allow.powershell"), ("Remove-Item -Recurse .", "ask."),
        ("Get-Content /etc/passwd", "ask."), ("Get-Content ../x", "ask."), ("Get-Content ~/x", "ask."),
        ("Get-Content a -Wait", "ask."), ("Get-Content $HOME/x", "ask.unknown-command"),
        ("iex 'x'", "ask.unknown-command"), ("Get-ChildItem | ForEach-Object { $_.Delete() }", "ask."),
        ("Remove-Item -Recurse C:\\", "deny."), ("Get-Date; Remove-Item -Recurse -Force /", "deny."),
    ])
    func `after that its own rules decide`(script: String, rule: String) throws {
        let opinion = try judge(script, uses: 2)
        #expect(opinion.rule.hasPrefix(rule), "\(script): \(opinion)")
        #expect(rule.hasPrefix(opinion.decision.rawValue))
    }

    @Test func `each commandlet is judged by itself, and a script that isn't known as a whole`() async throws {
        let folder = try WorkspacePath("src")
        let program: [Effect] = [.execute(argv: ["pwsh", "-NoLogo", "-NoProfile", "-NonInteractive"])]
        #expect(
            try prepare("Get-Content 'a b' | measure-object -line", in: "src").call.declared
                == [
                    .command("Get-Content 'a b'", cwd: folder), .command("Measure-Object -Line", cwd: folder),
                ] + program)
        let whole = "pwsh -NoLogo -NoProfile -NonInteractive -Command 'echo '\\''it'\\'''\\''s'\\'''"
        #expect(try prepare("echo 'it''s'").call.declared == [.command(whole)] + program)
        #expect(await tools.code("powershell", ["cmd": " \n"]) == .invalidRequest)
        #expect(await tools.code("powershell", ["cmd": "a", "cwd": "../x"]) == .invalidRequest)
    }

    @Test(.enabled(if: !has("pwsh"), "pwsh is there"))
    func `without pwsh nobody is asked, and the error says how to get it`() async throws {
        let prepared = try prepare("Get-Date")
        let context = ToolContext(workspace: tools.workspace, decision: .ask)
        let asked = await #expect(throws: AirlockError.self) { try await prepared.preview?(context) }
        #expect(asked?.code == .unavailable && asked?.hint?.contains("aka.ms/powershell") == true)
        let run = await #expect(throws: AirlockError.self) { try await prepared.run(context) }
        #expect(run?.code == .unavailable)
    }

    @Test func `a script runs in its folder, constrained from its first word, and how it ends is told`() async throws {
        let stand = """
            #!/bin/sh
            echo "in $(basename "$PWD"), $POWERSHELL_TELEMETRY_OPTOUT, $POWERSHELL_UPDATECHECK"
            for word; do last=$word; printf '%s\\n' "$word" | cut -c1-20; done
            case $last in
            *"LanguageMode = 'ConstrainedLanguage'; Invoke-Expression -Command \\$AirlockScript") ;;
            *) exit 99 ;;
            esac
            echo "$last" | sed "s/.*FromBase64String('\\([^']*\\)').*/\\1/" | base64 -d
            echo problem >&2
            exit 3

            """
        try await tools.workspace.put(stand, at: "bin/pwsh", executable: true)
        try await tools.workspace.put("", at: "src/a")
        let script = "'); Set-Content x 'y\n\"$(exit 5)\"; я"
        let prepared = try prepare(script, in: "src")
        let place = StandIn(workspace: tools.workspace, program: tools.workspace.root.appending(path: "bin/pwsh").path)
        let context = ToolContext(workspace: place, decision: .ask)
        #expect(try await prepared.preview?(context) == nil)
        let output = try await prepared.run(context)
        #expect(
            output.value == [
                "stdout": .string(
                    "in src, 1, Off\n-NoLogo\n-NoProfile\n-NonInteractive\n-Command\n$AirlockScript = [Te\n\(script)"),
                "stderr": "problem\n", "exit_code": 3,
            ])
        #expect(output.exitStatus == 3)
    }

    /// The workspace, in which the name `pwsh` stands for another program.
    private struct StandIn: Workspace {
        let workspace: DirectWorkspace
        let program: String

        func read(_ path: WorkspacePath, limit: Int) async throws -> [UInt8] {
            try await workspace.read(path, limit: limit)
        }

        func write(_ bytes: [UInt8], to path: WorkspacePath, executable: Bool) async throws {
            try await workspace.write(bytes, to: path, executable: executable)
        }

        func run(_ given: Program) async throws -> ProgramResult {
            var changed = given
            changed.stages = given.stages.map { stage in
                SimpleCommand(
                    argv: stage.argv.map { word in
                        word == "pwsh" ? program : word.replacing("command -v pwsh", with: "command -v \(program)")
                    })
            }
            return try await workspace.run(changed)
        }
    }
}
