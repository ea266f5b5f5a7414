public import AirlockCore

/// One event of every kind, as a real job would have them, in a possible order.
public enum SampleEvents {
    public static let call = ToolCall(
        id: "call_1", tool: "shell_exec", arguments: ["cmd": "touch a", "n": 1, "odd": .array([.null, .number(0.5)])],
        declared: [.command("touch a"), .connect(host: "example.org", port: 443), .publish("x"), .sensitive("y")])
    public static let base = Snapshot(id: "s1")
    public static let next = Snapshot(id: "s2")
    public static let branch = SealedBranch(
        id: "b1", base: base,
        effect: MeasuredEffect(
            changes: [
                FileChange(
                    path: "a", kind: .added, type: .file, mode: 0o644, size: 0, sha256: SHA256.hex([]), before: nil)
            ],
            runs: [.sample(["touch", "a"])],
            digest: "d1"))
    public static let card = Card.asking("keep \"a\"?", effects: ["writes a"], id: "call_1")

    public static var all: [Event] { begun + called + ended }

    private static let time = Timestamp(millisecondsSince1970: 1_767_225_600_123)

    private static let use = ModelUse(
        purpose: "plan.labels/1", modelID: "m", provider: "local", promptHash: "p", seed: 1,
        usage: Usage(promptTokens: 10, completionTokens: 2, durationMilliseconds: 30))

    private static var begun: [Event] {
        let plan = Plan(
            steps: [Step(number: 1, action: "shell_exec", params: ["cmd": "touch a"])], explain: "touches",
            estimatedMinutes: 1)
        let request = JobRequest(
            task: "touch a", constraints: ["offline"], outputFormat: .report, workspace: nil, owner: "admin")
        return [
            .created(request, base: base), .retried,
            .modelChosen(
                ModelProfile(
                    modelID: "m", provider: "local", plansFreely: false, takesGrammar: true, fileSHA256: nil),
                problem: nil),
            .planned(
                PlannedTask(
                    plan: plan, dropped: [DroppedStep(what: "push", reason: "not asked")], method: "labels",
                    modelUses: [use])),
            .modelAnswered(use),
            .stepStarted(1, callID: call.id),
        ]
    }

    private static var called: [Event] {
        [
            .proposed(call),
            .judged(callID: call.id, Opinion(.ask, rule: "ask.unknown", reason: "no rule allows it")),
            .trying(callID: call.id, on: base),
            .sealed(callID: call.id, branch),
            .waiting(callID: call.id, questionID: "appr_1"),
            .answered(Approval(card, granted: true, comment: "fine"), questionID: "appr_1"),
            .promoted(callID: call.id, to: next),
            .dropped(callID: "call_2", backTo: next, reason: "status 1"),
            .responded(
                ToolResponse(
                    requestID: call.id, status: .ok, output: ["exit_code": 0], logs: ["ran"], artifacts: ["/x"],
                    error: Failure(.commandFailed, "no", hint: "yes"),
                    approval: ToolResponse.PendingApproval(id: "appr_1"))),
        ]
    }

    private static var ended: [Event] {
        let result = SearchResult(
            title: "T", url: "file:///t", snippet: "s", retrievalTime: time, timestamp: nil)
        let source = Source(result, sha256: "h", artifact: "/artifacts/t.txt")
        return [
            .stored(source),
            .found([Finding(claim: "c", sourceID: source.sourceID, quote: "q")], refused: 2),
            .stepFinished(
                1,
                StepOutcome(
                    status: .succeeded, output: ["exit_code": 0], error: nil, exitStatus: 0, snapshot: next,
                    milliseconds: 12)),
            .exported(
                Export(
                    folder: "/exports/job_1", files: 1,
                    repositories: [Export.Repository(path: "p", commitHash: "c0ffee", branch: "main")],
                    skipped: ["link"])),
            .rolledBack(from: next, to: base), .rolledBack(from: base, to: next),
            .applied(folder: "/srv/site", next, files: 1),
            .logged(AuditPosition(file: "/logs/airlock.jsonl", seq: 7)),
            .ended(.succeeded, summary: "done"),
        ]
    }
}
