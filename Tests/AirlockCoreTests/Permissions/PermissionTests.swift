import AirlockCore
import Testing

/// What grants, leases and limits make of a judgement.
@Suite struct PermissionTests {
    private let policy = Policy.standard()

    @Test(arguments: [
        ("mkdeploy all", Decision.allow), ("mkdeploy  'all'", .allow), ("mkdeploy all && ls", .allow),
        ("ls; mkdeploy all", .allow), ("mkdeploy all more", .ask), ("mkdeploy", .ask),
        ("mkdeploy all; frobnicate", .ask),
        ("mkdeploy all | cat", .allow), ("mkdeploy $(all)", .ask), ("mkdeploy all > x", .ask),
        ("frobnicate 'a b' c", .allow),
        ("frobnicate a b c", .ask), ("rm -rf / && mkdeploy all", .deny),
    ])
    func `a grant speaks for its exact commands and for nothing else`(command: String, decision: Decision) {
        var now = Circumstances.plain
        now.grant = WhitelistGrant(
            id: "grant_1", jobID: "job_1", patterns: [["mkdeploy", "all"], ["frobnicate", "a b", "c"]], uses: 1,
            issuedAt: Timestamp(millisecondsSince1970: 0), expiresAt: Timestamp(millisecondsSince1970: 1),
            issuedBy: "me")
        let verdict = policy.judge(shell(command), in: now)
        #expect(verdict.decision == decision, "\(command): \(verdict.opinion)")
        let isByGrant = verdict.opinion.rule == "allow.whitelist-token"
        #expect(verdict.permission == (isByGrant ? .grant("grant_1") : nil))
    }

    @Test func `a grant is not used up by what rules allow, and does not speak for other effects`() {
        var now = Circumstances.plain
        now.grant = WhitelistGrant(
            id: "grant_1", jobID: "job_1", patterns: [["ls"], ["frobnicate"]], uses: 1,
            issuedAt: Timestamp(millisecondsSince1970: 0), expiresAt: Timestamp(millisecondsSince1970: 1),
            issuedBy: "me")
        #expect(policy.judge(shell("ls"), in: now).permission == nil)
        let dangerous = work([.command("frobnicate"), .sensitive("as_dangerous")], ["cmd": "frobnicate"])
        #expect(policy.judge(dangerous, in: now).decision == .ask)
        #expect(policy.judge(work([.publish("x")], [:]), in: now).decision == .ask)
    }

    @Test func `a pattern is one plain command`() throws {
        #expect(try WhitelistGrant.pattern("git commit -m 'a b'") == ["git", "commit", "-m", "a b"])
        for wrong in ["", "a && b", "a | b", "a $B", "a > b", "a *", "a; b"] {
            #expect(throws: AirlockError.self, "\(wrong)") { try WhitelistGrant.pattern(wrong) }
        }
    }

    @Test func `a lease stands for a yes to the same call, run as it was approved, and never to a dangerous one`()
        throws
    {
        let call = shell("frobnicate > x").call
        var now = Circumstances.plain
        now.lease = lease(for: call)
        let verdict = policy.judge(shell("frobnicate > x"), in: now)
        #expect(verdict.opinion.rule == "allow.lease")
        #expect(verdict.permission == .lease("lease_1"))
        #expect(try verdict.tryOut()?.decision == .ask)
        #expect(policy.judge(shell("frobnicate > y"), in: now).decision == .ask)
        let dangerous = work([.command("frobnicate > x"), .sensitive("as_dangerous")], call.arguments)
        now.lease = lease(for: dangerous.call)
        #expect(policy.judge(dangerous, in: now).decision == .ask)
    }

    @Test func `first uses of a feature are asked about also with a grant or a lease`() {
        var now = Circumstances.plain
        now.lease = lease(for: shell("pwsh -c x").call)
        #expect(policy.judge(shell("pwsh -c x"), in: now).opinion.rule == "ask.first-uses")
        now.uses = [.powershell: 2]
        #expect(policy.judge(shell("pwsh -c x"), in: now).opinion.rule == "allow.lease")
    }

    @Test func `an outcome that writes more than a lease has left is asked about`() {
        let call = shell("frobnicate").call
        var now = Circumstances.plain
        now.lease = lease(for: call, bytes: 10)
        let floor = Opinion(.allow, rule: "allow.lease", reason: "test")
        func rule(_ size: Int) -> String {
            policy.judge(branch([change("a", size: size)]), of: call, floor: floor, shown: nil, in: now).opinion.rule
        }
        #expect(rule(10) == "allow.lease")
        #expect(rule(11) == "ask.lease")
    }

    @Test func `a call outside of the caller's limits is denied by name`() throws {
        let src = try WorkspacePath("src")
        let limits = AccessLimits(
            tools: ["shell_exec", "file_ops"], paths: [src],
            parameters: [ParameterLimit(tool: "file_ops", name: "action", values: ["read", "write"])])
        func rule(_ tool: String, _ effects: [Effect], _ arguments: JSONValue) -> String {
            var now = Circumstances.plain
            now.access = [.all, limits]
            let call = ToolCall(id: "1", tool: tool, arguments: arguments, declared: effects)
            return policy.judge(PreparedCall(call: call) { _ in ToolOutput([:]) }, in: now).opinion.rule
        }
        let inside = try WorkspacePath("src/a")
        #expect(rule("file_ops", [.write(inside)], ["action": "write"]) == "allow.writes")
        #expect(rule("file_ops", [.write(try WorkspacePath("a"))], ["action": "write"]) == "deny.acl")
        #expect(rule("file_ops", [.read(.root)], ["action": "read"]) == "deny.acl")
        #expect(rule("file_ops", [.delete(inside)], ["action": "delete"]) == "deny.acl")
        #expect(rule("file_ops", [.write(inside)], [:]) == "deny.acl")
        #expect(rule("git_ops", [.compute], [:]) == "deny.acl")
        #expect(rule("shell_exec", [.command("ls")], ["cwd": "src"]) != "deny.acl")
        #expect(rule("shell_exec", [.command("ls")], ["cwd": "docs"]) == "deny.acl")
        #expect(rule("shell_exec", [.command("ls")], ["cwd": "src/../.."]) == "deny.acl")
    }

    @Test func `an outcome outside of the caller's limits is denied, though it was approved`() throws {
        var now = Circumstances.plain
        now.access = [AccessLimits(tools: nil, paths: [try WorkspacePath("a/b")], parameters: [])]
        let call = shell("frobnicate").call
        let floor = Opinion(.allow, rule: "allow.approved", reason: "test")
        func decision(_ changes: [FileChange]) -> Decision {
            policy.judge(branch(changes), of: call, floor: floor, shown: nil, in: now).opinion.decision
        }
        #expect(decision([change("a", type: .folder), change("a/b", type: .folder), change("a/b/c")]) == .allow)
        #expect(decision([change("a/c")]) == .deny)
        #expect(decision([change("a", .deleted, type: .folder)]) == .deny)
    }

    private func shell(_ command: String) -> PreparedCall { work([.command(command)], ["cmd": .string(command)]) }

    private func work(_ effects: [Effect], _ arguments: JSONValue) -> PreparedCall {
        PreparedCall(call: ToolCall(id: "1", tool: "shell_exec", arguments: arguments, declared: effects)) { _ in
            ToolOutput([:])
        }
    }

    private func lease(for call: ToolCall, bytes: Int? = nil) -> Lease {
        Lease(
            id: "lease_1", jobID: "job_1", kind: call.kind, description: "", questionID: "appr_1",
            createdAt: Timestamp(millisecondsSince1970: 0), expiresAt: Timestamp(millisecondsSince1970: 1), usesLeft: 1,
            bytesLeft: bytes)
    }

    private func branch(_ changes: [FileChange]) -> SealedBranch {
        SealedBranch(id: "b", base: .empty, effect: MeasuredEffect(changes: changes, runs: [], digest: "d"))
    }

    private func change(
        _ path: String, _ kind: FileChange.Kind = .added, type: FileChange.FileType = .file, size: Int = 1
    ) -> FileChange {
        FileChange(path: path, kind: kind, type: type, mode: 0o644, size: size, sha256: nil, before: nil)
    }
}
