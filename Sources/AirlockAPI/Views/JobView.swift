public import AirlockCore

/// A job as `GET /jobs/{id}` shows it.
public struct JobView: Sendable {
    /// Characters of a task that a list shows.
    static let listed = 300

    public let job: Job

    public init(_ job: Job) { self.job = job }

    /// A line of `GET /jobs`.
    public var line: JSONValue {
        let finished = job.steps.count { step in
            switch step.status {
            case .succeeded, .failed, .rejected, .skipped: true
            case .pending, .running, .waiting: false
            }
        }
        return [
            "job_id": .string(job.id), "task": .string(String((job.request?.task ?? "").prefix(Self.listed))),
            "status": .string(job.status.rawValue), "owner": JSONValue(job.request?.owner),
            "created_at": JSONValue(job.createdAt?.description), "ended_at": JSONValue(job.endedAt?.description),
            "summary": .string(job.summary), "steps_finished": JSONValue(finished),
            "steps_total": JSONValue(job.steps.count),
        ]
    }

    public var json: JSONValue {
        [
            "job_id": .string(job.id), "task": JSONValue(job.request?.task),
            "constraints": .array((job.request?.constraints ?? []).map(JSONValue.string)),
            "output_format": JSONValue(job.request?.outputFormat.rawValue),
            "workspace": JSONValue(job.request?.workspace), "from": Self.origin(job.request?.origin),
            "owner": JSONValue(job.request?.owner),
            "status": .string(job.status.rawValue), "summary": .string(job.summary),
            "created_at": JSONValue(job.createdAt?.description), "ended_at": JSONValue(job.endedAt?.description),
            "plan": job.planned.map { JSONValue(wire: $0.plan) } ?? .null,
            "planning_method": JSONValue(job.planned?.method),
            "dropped": .array((job.planned?.dropped ?? []).map { JSONValue(wire: $0) }),
            "steps": .array(job.steps.map(Self.step)), "snapshot_id": .string(job.snapshot.id),
            "sources": .array(job.sources.map { JSONValue(wire: $0) }),
            "findings": .array(job.findings.map { JSONValue(wire: $0) }),
            "refused_findings": JSONValue(job.refusedFindings), "model_id": JSONValue(job.modelUses.last?.modelID),
            "usage": JSONValue(wire: job.usage), "export": JSONValue(job.export?.folder),
            "last_seq": JSONValue(job.lastSeq),
        ]
    }

    /// `GET /jobs/{id}/snapshots`: oldest first.
    public var snapshots: JSONValue {
        let all = job.history.enumerated().map { index, record -> JSONValue in
            [
                "snapshot_id": .string(record.id), "index": JSONValue(index), "parent": JSONValue(record.parent?.id),
                "created_at": .string(record.madeAt.description), "request_id": JSONValue(record.callID),
                "tool": JSONValue(record.callID.flatMap { job.calls[$0]?.tool }), "step": JSONValue(record.step),
                "current": .bool(record.snapshot == job.snapshot),
            ]
        }
        return ["job_id": .string(job.id), "snapshots": .array(all)]
    }

    private static func origin(_ origin: JobOrigin?) -> JSONValue {
        guard let origin else { return .null }
        return ["job_id": .string(origin.jobID), "snapshot_id": .string(origin.snapshot.id)]
    }

    private static func step(_ state: Job.StepState) -> JSONValue {
        [
            "step": JSONValue(state.step.number), "action": .string(state.step.action), "params": state.step.params,
            "status": .string(state.status.rawValue), "request_id": JSONValue(state.callID),
            "decision": JSONValue(state.opinion?.decision.rawValue), "rule": JSONValue(state.opinion?.rule),
            "reason": JSONValue(state.opinion?.reason), "approval_id": JSONValue(state.questionID),
            "snapshot_before": JSONValue(state.before?.id), "snapshot_after": JSONValue(state.outcome?.snapshot.id),
            "exit_status": JSONValue(state.outcome?.exitStatus), "duration_ms": JSONValue(state.outcome?.milliseconds),
            "error": state.outcome?.error.map { JSONValue(wire: $0) } ?? .null,
        ]
    }
}
