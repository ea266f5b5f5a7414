public import AirlockCore
import FoundationEssentials

/// Runs a PowerShell script in the sandbox, in constrained language mode.
public struct PowerShell: PreviewingTool {
    public struct Arguments: Codable, Sendable {
        var cmd: String
        var cwd: String?
    }

    public static let spec = ToolSpec(
        name: "powershell",
        summary: "Run PowerShell in the workspace, where pwsh is installed. What no rule allows waits for a person.",
        input: ToolSchema.object(
            [
                "cmd": ToolSchema.string("The script.", length: 1...16384),
                "cwd": ToolSchema.path("The folder to run in; left out: the workspace."),
            ], required: ["cmd"]),
        output: ToolSchema.object(ShellExec.programOutput, required: ["stdout", "stderr", "exit_code"]),
        examples: [
            ["cmd": "Get-ChildItem -Recurse -Filter *.py src | Measure-Object -Line"],
            ["cmd": "Select-String -Pattern 'TODO' -Path main.py", "cwd": "hook_notes"],
            ["cmd": "$PSVersionTable.PSVersion.ToString()"],
        ], textOrigin: .workspace, ownOutputs: ["exit_code"])

    private static let toolchain = Toolchain(
        name: "PowerShell 7 (pwsh)",
        hint: "install it (https://aka.ms/powershell) and name its folder under sandbox.toolchains in config.yaml, e.g."
            + " /opt/microsoft/powershell/7")

    /// No profile, no questions.
    private static let program = ["pwsh", "-NoLogo", "-NoProfile", "-NonInteractive"]

    /// It neither looks for updates nor reports its use (`about_Telemetry`, `about_Update_Notifications`), and colours nothing.
    private static let settings = [
        "env", "POWERSHELL_TELEMETRY_OPTOUT=1", "POWERSHELL_UPDATECHECK=Off", "NO_COLOR=1", "TERM=dumb",
    ]

    private let limits: Limits

    public init(limits: Limits) { self.limits = limits }

    /// Each commandlet of a script that is known to the last word is judged as a command of its own; any other script is
    /// judged as the command line that would start it.
    public func effects(of arguments: Arguments) throws(AirlockError) -> [Effect] {
        let folder = try WorkspacePath(arguments.cwd ?? "")
        guard !arguments.cmd.utf8.contains(0), !arguments.cmd.allSatisfy(\.isWhitespace) else {
            throw AirlockError(.invalidRequest, "powershell.cmd: empty, or holds a NUL", hint: "e.g. Get-ChildItem src")
        }
        let place = folder.components.isEmpty ? nil : folder
        let commands = PowerShellScript(arguments.cmd)?.commands ?? [Self.program + ["-Command", arguments.cmd]]
        return commands.map { .command($0.map(Self.word).joined(separator: " "), cwd: place) }
            + [.execute(argv: Self.program)]
    }

    /// - Throws: `.unavailable` without pwsh, so that nobody is asked about what can't be done.
    public func preview(_ arguments: Arguments, in context: ToolContext) async throws -> CallPreview? {
        try await checkThere(in: context.workspace)
        return nil
    }

    public func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput {
        try await checkThere(in: context.workspace)
        let program = Self.settings + Self.program + ["-Command", Self.start(arguments.cmd)]
        return ShellExec.output(
            try await context.workspace.run(
                Program(
                    program, in: try WorkspacePath(arguments.cwd ?? ""), limits: limits, egress: context.network)))
    }

    private func checkThere(in workspace: any Workspace) async throws {
        let look = Program(["/bin/sh", "-c", "command -v pwsh"], limits: limits)
        guard try await workspace.run(look).exitStatus == 0 else { throw Self.toolchain.missing }
    }

    /// What pwsh is started with: it turns its session to constrained language mode, which no script can turn back
    /// (`about_Language_Modes`), and then reads the script, which so is constrained from its first word. In Base64, no
    /// character of it can end the text that it stands in.
    static func start(_ script: String) -> String {
        let text = Data(script.utf8).base64EncodedString()
        return "$AirlockScript = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('\(text)')); "
            + "$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'; "
            + "Invoke-Expression -Command $AirlockScript"
    }

    /// A word as a POSIX shell reads it, which is how policy reads it.
    private static func word(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"),
                UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return isPlain && !word.isEmpty ? word : CommandLine.quoted(word)
    }
}
