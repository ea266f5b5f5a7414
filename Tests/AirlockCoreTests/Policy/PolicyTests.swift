import AirlockCore
import Testing

@Suite struct PolicyTests {
    let policy: Policy

    init() throws {
        policy = Policy(
            version: "1",
            rules: [
                .harmless, .leavesTheMachine,
                .writes(below: try WorkspacePath("src"), .allow),
                .writes(below: try WorkspacePath(".git"), .deny),
            ])
    }

    @Test(arguments: [
        ("src/a.swift", Decision.allow), ("a.txt", .ask), (".git/config", .deny), ("src/../.git/x", .deny),
        ("srcs", .ask),
    ])
    func `each path gets its own decision`(path: String, expected: Decision) throws {
        #expect(policy.judge(work(.write(try WorkspacePath(path))), in: .plain).decision == expected)
    }

    @Test(arguments: [
        "/etc/passwd", "..", "a/../../b", "a\0b", "/", "../a", "a/b/../../..", String(repeating: "a", count: 4097),
    ])
    func `no path leaves the workspace`(path: String) {
        #expect(throws: AirlockError.self) { try WorkspacePath(path) }
    }

    @Test func `the strictest effect decides the call`() throws {
        let verdict = policy.judge(
            work(.compute, .write(try WorkspacePath(".git/hooks")), .write(try WorkspacePath("a"))), in: .plain)
        #expect(verdict.opinion == Opinion(.deny, rule: "deny.writes", reason: "writes below /.git of the workspace"))
    }

    @Test func `a denied call can't be tried out, and the error names the rule`() throws {
        let verdict = policy.judge(work(.write(try WorkspacePath(".git/x"))), in: .plain)
        do {
            _ = try verdict.tryOut()
            Issue.record("it was not denied")
        } catch {
            #expect(error.code == .denied)
            #expect(error.message.hasPrefix("deny.writes: "))
        }
    }

    @Test func `a tool that declares nothing is asked about`() {
        #expect(policy.judge(work(), in: .plain).opinion.rule == "ask.undeclared")
    }

    @Test(arguments: [Effect.connect(host: "example.org", port: 443), .publish("push"), .sensitive("as_dangerous")])
    func `what can't be contained is not tried out before somebody agrees`(effect: Effect) throws {
        #expect(!(try mayTryOut(policy.judge(work(.compute, effect), in: .plain))))
        #expect(try mayTryOut(policy.judge(work(.command("frobnicate")), in: .plain)))
    }

    @Test func `an outcome is never judged more mildly than the call`() throws {
        let branch = branch(changing: "src/a")
        let call = work(.compute).call
        let mild = policy.judge(branch, of: call, floor: Opinion(.allow, rule: "r", reason: ""), shown: nil, in: .plain)
        let strict = policy.judge(branch, of: call, floor: Opinion(.ask, rule: "r", reason: ""), shown: nil, in: .plain)
        #expect(mild.opinion.decision == .allow)
        #expect(strict.opinion.rule == "r")
        #expect(
            policy.judge(self.branch(changing: "b"), of: call, floor: mild.opinion, shown: nil, in: .plain).opinion
                .decision == .ask)
        #expect(
            policy.judge(self.branch(changing: ".git/b"), of: call, floor: strict.opinion, shown: nil, in: .plain)
                .opinion.decision == .deny)
    }

    @Test func `a change at a path that can't be judged is asked about`() {
        let standard = Policy.standard()
        let odd = branch(changing: String(repeating: "a", count: 5000))
        let floor = Opinion(.allow, rule: "r", reason: "")
        #expect(
            standard.judge(odd, of: work(.compute).call, floor: floor, shown: nil, in: .plain).opinion.decision == .ask)
    }

    @Test func `an answer opens only what its card showed`() throws {
        let verdict = policy.judge(work(.publish("push")), in: .plain)
        let card = verdict.card(.run(on: .empty), environment: "e")
        #expect(try code(of: verdict, Approval(card, granted: true), card) == nil)
        #expect(try code(of: verdict, Approval(card, granted: false), card) == .rejected)
        let other = verdict.card(.run(on: Snapshot(id: "s9")), environment: "e")
        #expect(try code(of: verdict, Approval(other, granted: true), card) == .conflict)
        let changed = policy.judge(work(.publish("pull")), in: .plain).card(.run(on: .empty), environment: "e")
        #expect(try code(of: verdict, Approval(changed, granted: true), changed) == .conflict)
    }

    private func code(of verdict: Verdict, _ approval: Approval, _ card: Card) throws -> AirlockError.Code? {
        do throws(AirlockError) {
            _ = try verdict.tryOut(approvedBy: approval, to: card)
            return nil
        } catch {
            return error.code
        }
    }

    private func mayTryOut(_ verdict: Verdict) throws -> Bool {
        switch try verdict.tryOut() {
        case .some: true
        case .none: false
        }
    }

    private func branch(changing path: String) -> SealedBranch {
        let change = FileChange(path: path, kind: .added, type: .file, mode: 0o644, size: 0, sha256: nil, before: nil)
        return SealedBranch(id: "b", base: .empty, effect: MeasuredEffect(changes: [change], runs: [], digest: "d"))
    }

    private func work(_ effects: Effect...) -> PreparedCall {
        PreparedCall(call: ToolCall(id: "1", tool: "t", arguments: [:], declared: effects)) { _ in ToolOutput([:]) }
    }
}
