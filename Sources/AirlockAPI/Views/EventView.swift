public import AirlockCore

/// One stored event as `GET /jobs/{id}/events` sends it: `{seq, job_id, time, type, …}`.
public struct EventView: Sendable {
    public let record: EventRecord

    public init(_ record: EventRecord) { self.record = record }

    /// The `event:` line and the `type` member.
    public var type: String {
        switch record.event {
        case .created: "created"
        case .planned: "planned"
        case .modelChosen: "model_chosen"
        case .modelAnswered: "model_answered"
        case .stepStarted: "step_started"
        case .proposed: "proposed"
        case .judged: "judged"
        case .trying: "trying"
        case .sealed: "sealed"
        case .waiting: "waiting"
        case .answered: "answered"
        case .promoted: "promoted"
        case .dropped: "dropped"
        case .responded: "responded"
        case .stored: "stored"
        case .found: "found"
        case .stepFinished: "step_finished"
        case .exported: "exported"
        case .applied: "applied"
        case .rolledBack: "rolled_back"
        case .logged: "logged"
        case .ended: "ended"
        case .retried: "retried"
        }
    }

    public var json: JSONValue {
        var members = details
        members["seq"] = JSONValue(record.seq)
        members["job_id"] = .string(record.jobID)
        members["time"] = .string(record.time.description)
        members["type"] = .string(type)
        return .object(members)
    }

    private var details: [String: JSONValue] {
        switch record.event {
        case .created(let request, let base):
            [
                "task": .string(request.task), "owner": .string(request.owner), "snapshot_id": .string(base.id),
                "from": JSONValue(request.origin?.jobID),
            ]
        case .planned(let task):
            [
                "plan": JSONValue(wire: task.plan), "dropped": .array(task.dropped.map { JSONValue(wire: $0) }),
                "method": .string(task.method),
            ]
        case .modelChosen(let profile, let problem):
            [
                "model_id": JSONValue(profile?.modelID), "provider": JSONValue(profile?.provider),
                "problem": JSONValue(problem),
            ]
        case .retried: [:]
        case .modelAnswered(let use):
            [
                "purpose": .string(use.purpose), "model_id": .string(use.modelID), "provider": .string(use.provider),
                "prompt_hash": .string(use.promptHash), "seed": JSONValue(use.seed),
                "usage": JSONValue(wire: use.usage),
            ]
        case .stored(let source): ["source": JSONValue(wire: source)]
        case .found(let findings, let refused):
            ["findings": .array(findings.map { JSONValue(wire: $0) }), "refused": JSONValue(refused)]
        case .exported(let export): ["folder": .string(export.folder), "files": JSONValue(export.files)]
        case .applied(let folder, let snapshot, let files):
            ["folder": .string(folder), "snapshot_id": .string(snapshot.id), "files": JSONValue(files)]
        case .rolledBack(let left, let earlier): ["from": .string(left.id), "snapshot_id": .string(earlier.id)]
        case .logged(let position): ["file": .string(position.file), "log_seq": JSONValue(position.seq)]
        case .ended(let status, let summary): ["status": .string(status.rawValue), "summary": .string(summary)]
        case .stepStarted(let number, let callID): ["step": JSONValue(number), "request_id": .string(callID)]
        case .stepFinished(let number, let outcome): Self.finished(number, outcome)
        case .proposed, .judged, .trying, .sealed, .waiting, .answered, .promoted, .dropped, .responded: callDetails
        }
    }

    private var callDetails: [String: JSONValue] {
        switch record.event {
        case .proposed(let call):
            ["request_id": .string(call.id), "tool": .string(call.tool), "arguments": call.arguments]
        case .judged(let callID, let opinion):
            [
                "request_id": .string(callID), "decision": .string(opinion.decision.rawValue),
                "rule": .string(opinion.rule), "reason": .string(opinion.reason),
            ]
        case .trying(let callID, let base): ["request_id": .string(callID), "snapshot_id": .string(base.id)]
        case .sealed(let callID, let branch):
            [
                "request_id": .string(callID), "branch_id": .string(branch.id),
                "changes": JSONValue(branch.effect.changes.count), "digest": .string(branch.effect.digest),
            ]
        case .waiting(let callID, let questionID):
            ["request_id": .string(callID), "approval_id": .string(questionID)]
        case .answered(let approval, let questionID):
            [
                "request_id": .string(approval.callID), "approval_id": .string(questionID),
                "granted": .bool(approval.granted), "comment": JSONValue(approval.comment),
            ]
        case .promoted(let callID, let snapshot):
            ["request_id": .string(callID), "snapshot_id": .string(snapshot.id)]
        case .dropped(let callID, let snapshot, let reason):
            ["request_id": .string(callID), "snapshot_id": .string(snapshot.id), "reason": .string(reason)]
        case .responded(let response):
            ["request_id": .string(response.requestID), "response": JSONValue(wire: response)]
        case .created, .planned, .modelChosen, .modelAnswered, .stepStarted, .stored, .found, .stepFinished, .exported,
            .applied, .rolledBack, .logged, .ended, .retried:
            [:]
        }
    }

    private static func finished(_ number: Int, _ outcome: StepOutcome) -> [String: JSONValue] {
        [
            "step": JSONValue(number), "status": .string(outcome.status.rawValue), "output": outcome.output,
            "error": outcome.error.map { JSONValue(wire: $0) } ?? .null, "exit_status": JSONValue(outcome.exitStatus),
            "snapshot_id": .string(outcome.snapshot.id), "duration_ms": JSONValue(outcome.milliseconds),
        ]
    }
}
