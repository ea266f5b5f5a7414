import AirlockAPI
import AirlockCore
import Testing

struct ViewTests {
    private let now = Timestamp(millisecondsSince1970: 1_700_000_000_000)

    private func job(_ events: [Event]) -> Job {
        let records = events.enumerated().map { EventRecord(seq: $0 + 1, jobID: "job_1", time: now, event: $1) }
        return Job(id: "job_1", events: records)
    }

    @Test func `a job shows each step with its decision, snapshots and end`() {
        let request = JobRequest(
            task: "t", constraints: ["c"], outputFormat: .report, workspace: nil, owner: "admin")
        let plan = Plan(
            steps: [Step(number: 1, action: "shell_exec", params: ["cmd": "ls"])], explain: "e", estimatedMinutes: 2)
        let outcome = StepOutcome(
            status: .failed, output: [:], error: Failure(.commandFailed, "exit 2"), exitStatus: 2,
            snapshot: Snapshot(id: "s0"), milliseconds: 12)
        let job = job([
            .created(request, base: Snapshot(id: "s0")),
            .planned(PlannedTask(plan: plan, dropped: [], method: "labels", modelUses: [])),
            .stepStarted(1, callID: "req_1"),
            .judged(callID: "req_1", Opinion(.allow, rule: "allow.ls", reason: "lists")),
            .stepFinished(1, outcome),
        ])
        let json = JobView(job).json
        let step: JSONValue = [
            "step": 1, "action": "shell_exec", "params": ["cmd": "ls"], "status": "failed", "request_id": "req_1",
            "decision": "allow", "rule": "allow.ls", "reason": "lists", "approval_id": .null, "snapshot_before": "s0",
            "snapshot_after": "s0", "exit_status": 2, "duration_ms": 12,
            "error": ["code": "command_failed", "message": "exit 2"],
        ]
        #expect(json["steps"] == [step])
        #expect(json["plan"]?["estimated_time_min"] == 2)
        #expect(json["created_at"] == "2023-11-14T22:13:20.000Z" && json["ended_at"] == .null)
        #expect(JobView(job).line["steps_finished"] == 1)
    }

    @Test func `an event tells its number, job, time and type`() {
        let record = EventRecord(
            seq: 7, jobID: "job_1", time: now, event: .promoted(callID: "req_1", to: Snapshot(id: "s1")))
        let expected: JSONValue = [
            "seq": 7, "job_id": "job_1", "time": "2023-11-14T22:13:20.000Z", "type": "promoted", "request_id": "req_1",
            "snapshot_id": "s1",
        ]
        #expect(EventView(record).json == expected)
    }

    @Test func `a card shows characters that could make it look like another as their numbers`() {
        let card = Card(
            call: ToolCall(id: "req_1", tool: "human_approval", arguments: .object([:]), declared: []),
            question: .person(description: "publish\ncod\u{202E}gpj.exe\u{1B}[2J", effects: ["two\nlines\u{200B}"]),
            opinion: Opinion(.ask, rule: "ask.person", reason: "asked"), policyVersion: "p", environment: "e")
        let question = WaitingQuestion(
            id: "appr_1", requestID: "req_1", jobID: "job_1", state: .waiting, card: card, createdAt: now,
            expiresAt: now)
        let json = CardView(question, diff: nil).json
        #expect(json["description"]?.string == "publish\ncod\\u{202e}gpj.exe\\u{1b}[2J")
        #expect(json["effects"] == ["two\\u{a}lines\\u{200b}"])
    }

    @Test func `a call that can't be tried out shows what it declares`() {
        let call = ToolCall(
            id: "req_1", tool: "git_ops", arguments: ["action": "push"], declared: [.publish("2 commits to origin")])
        let card = Card(
            call: call, question: .run(on: .empty), opinion: Opinion(.ask, rule: "ask.publish", reason: "leaves"),
            policyVersion: "p", environment: "e")
        let question = WaitingQuestion(
            id: "appr_1", requestID: "req_1", jobID: "job_1", state: .waiting, card: card, createdAt: now,
            expiresAt: now)
        let json = CardView(question, diff: "").json
        #expect(json["effects"] == ["leaves this machine: 2 commits to origin"])
        #expect(json["description"] == #"git_ops: {"action":"push"}"#)
        #expect(json["estimated_impact"]?.string?.contains("only after approval") == true)
    }
}
