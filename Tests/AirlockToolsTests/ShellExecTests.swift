import AirlockCore
import AirlockTools
import Synchronization
import Testing

@Suite struct ShellExecTests {
    private let tools: ToolFixture

    init() throws { tools = try ToolFixture() }

    private func run(_ cmd: String, cwd: String? = nil, _ decision: Decision = .allow) async throws -> ToolOutput {
        var arguments: [String: JSONValue] = ["cmd": .string(cmd)]
        arguments["cwd"] = cwd.map { .string($0) }
        return try await tools.call("shell_exec", .object(arguments), decision: decision)
    }

    @Test func `an allowed command runs as parsed, without a shell`() async throws {
        let output = try await run(#"printf '%s|' 'a b' "c'd" e\ f"#)
        #expect(output.value == ["stdout": "a b|c'd|e f|", "stderr": "", "exit_code": 0])
        #expect(output.exitStatus == 0)
    }

    @Test(arguments: [
        ("true && echo a", "a\n", 0), ("false && echo a", "", 1), ("false || echo a", "a\n", 0),
        ("true || echo a", "", 0), ("false ; echo a", "a\n", 0), ("false && echo a || echo b", "b\n", 0),
        ("true || echo a && echo b", "b\n", 0), ("echo a ; false", "a\n", 1),
        ("false || false && echo a ; echo b", "b\n", 0),
        ("printf 'b\\na\\n' | sort | head -n 1", "a\n", 0), ("echo a | false", "", 1),
        ("false | cat && echo b", "b\n", 0),
        ("ls no-such 2>&1 >/dev/null | grep -c no-such", "1\n", 0),
        ("ls no-such 2>/dev/null || echo gone", "gone\n", 0),
    ])
    func `connectors mean what a shell means by them`(cmd: String, stdout: String, status: Int64) async throws {
        for decision in [Decision.allow, .ask] {
            let output = try await run(cmd, decision)
            #expect(output.value == ["stdout": .string(stdout), "stderr": "", "exit_code": .integer(status)])
        }
    }

    @Test(arguments: ["echo $HOME", "echo a | cat $HOME", "echo a > b", "echo *", "(true)"])
    func `what needs a shell never runs as allowed`(cmd: String) async throws {
        let error = await #expect(throws: AirlockError.self) { try await run(cmd) }
        #expect(error?.code == .denied)
        #expect(try tools.workspace.files() == [])
    }

    @Test func `only a command that a rule allows is let out`() async throws {
        _ = try await run("true && true")
        _ = try await run("true && true", .ask)
        #expect(tools.workspace.leases.withLock { $0 } == [testLease, testLease, nil])
        #expect(testLease != nil)
    }

    @Test func `an asked command runs as the exact string by a shell`() async throws {
        let output = try await run("printf a | tr a b; printf c >&2; exit 3", .ask)
        #expect(output.value == ["stdout": "b", "stderr": "c", "exit_code": 3])
        #expect(output.exitStatus == 3)
    }

    @Test func `a program that doesn't exist is a result`() async throws {
        let output = try await run("no-such-program --version")
        #expect(output.value["exit_code"] == 127)
        #expect(output.exitStatus == 127)
    }

    @Test func `it runs in its folder`() async throws {
        try await tools.workspace.put("x", at: "d/e/f")
        #expect(try await run("ls", cwd: "d/e").value["stdout"] == "f\n")
        #expect(await tools.code("shell_exec", ["cmd": "ls", "cwd": "none"]) == .notFound)
    }

    @Test func `output that isn't text is shown with replacement characters`() async throws {
        #expect(try await run(#"printf 'a\377b'"#).value["stdout"] == "a\u{FFFD}b")
    }

    @Test func `output of several programs stays below the limit together`() async throws {
        let line = Array(repeating: "seq 1 9000", count: 3).joined(separator: " && ")
        let stdout = try await run(line).value["stdout"]?.string ?? ""
        #expect(stdout.utf8.count < limits.outputBytes + 100)
        #expect(stdout.contains("bytes cut"))
    }

    @Test func `a program stopped at a limit ends the line and says so`() async throws {
        var short = limits
        short.wallSeconds = 1
        let toolbox = Toolbox([ShellExec(limits: short, registries: { _, _ in [] })])
        let prepared = try toolbox.prepare(
            id: "1", tool: "shell_exec", arguments: ["cmd": "sleep 30 ; touch later || touch later"])
        let output = try await prepared.run(ToolContext(workspace: tools.workspace, decision: .allow))
        #expect(output.value["stopped"] == "wall_time")
        #expect(output.exitStatus != 0)
        #expect(try tools.workspace.files() == [])
    }

    @Test func `the line is declared as it was written`() throws {
        #expect(try tools.effects("shell_exec", ["cmd": "rm  -rf /"]) == [.command("rm  -rf /")])
    }

    @Test func `a denied call never runs`() async throws {
        let error = await #expect(throws: AirlockError.self) { try await run("touch a", .deny) }
        #expect(error?.code == .denied)
        #expect(try tools.workspace.files() == [])
    }

    @Test(
        arguments: [
            (["cmd": ""], .invalidRequest), (["cmd": "  "], .invalidRequest), (["cmd": "a\0b"], .invalidRequest),
            (["cmd": "ls", "cwd": "../x"], .invalidRequest),
        ] as [(JSONValue, AirlockError.Code)])
    func `a call that isn't acceptable is refused before it runs`(arguments: JSONValue, code: AirlockError.Code) throws
    {
        let error = #expect(throws: AirlockError.self) { try tools.effects("shell_exec", arguments) }
        #expect(error?.code == code)
    }

    @Test func `cd changes the folder of what follows, and keeps it from running if there is none`() async throws {
        try await tools.workspace.put("x", at: "d/e/f")
        #expect(try await run("cd d && cd e && ls").value["stdout"] == "f\n")
        let output = try await run("cd none && touch here", cwd: "d")
        #expect(output.value == ["stdout": "", "stderr": "cd: d/none: no such folder\n", "exit_code": 1])
        #expect(try tools.workspace.files() == ["d/e/f"])
    }

    @Test(arguments: [
        ("sh -c 'echo a; echo b >&2' 2>&1", "a\nb\n", ""), ("sh -c 'echo a; echo b >&2' >/dev/null", "", "b\n"),
        ("sh -c 'echo a; echo b >&2' 2>/dev/null", "a\n", ""),
        ("sh -c 'echo a; echo b >&2' 2>&1 >/dev/null", "b\n", ""),
        ("echo a >&2", "", "a\n"),
    ])
    func `outputs go where a shell would put them`(cmd: String, stdout: String, stderr: String) async throws {
        let output = try await run(cmd)
        #expect(output.value == ["stdout": .string(stdout), "stderr": .string(stderr), "exit_code": 0])
    }

    @Test func `what fetches packages says which way out it lacks`() async throws {
        let tool = ShellExec(
            limits: limits, registries: { text, _ in text == "true" ? ["registry.example.org:443"] : [] })
        let prepared = try Toolbox([tool]).prepare(id: "1", tool: "shell_exec", arguments: ["cmd": "true"])
        let error = await #expect(throws: AirlockError.self) {
            try await prepared.run(ToolContext(workspace: tools.workspace, decision: .allow))
        }
        #expect(error?.code == .unavailable)
        #expect(error?.hint?.contains("registry.example.org:443") == true)
        _ = try await prepared.run(ToolContext(workspace: tools.workspace, decision: .ask))
    }
}
