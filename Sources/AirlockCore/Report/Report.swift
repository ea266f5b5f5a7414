/// What a job leaves for its person: a fold over its events. The wire form is the specification's report object.
public struct Report: Sendable, Hashable {
    public let json: JSONValue
    public let markdown: String

    public init(_ job: Job) {
        json = Self.json(of: job)
        markdown = ReportMarkdown.text(of: job)
    }

    private static func json(of job: Job) -> JSONValue {
        var report: [String: JSONValue] = [
            "job_id": .string(job.id), "task": .string(job.request?.task ?? ""),
            "status": .string(job.status.rawValue), "summary": .string(job.summary),
            "sources": encoded(job.sources), "findings": encoded(job.findings),
            "refused_findings": .integer(Int64(job.refusedFindings)), "projects": .array(projects(of: job)),
            "steps": .array(job.steps.map { step($0, job) }), "residues": .array(residues(of: job)),
            "model": model(of: job), "usage": encoded(job.usage),
            "snapshots": .array(job.snapshots.map { .string($0.id) }),
            "snapshot_id": .string(job.snapshot.id), "export": job.export.map { .string($0.folder) } ?? .null,
        ]
        report["dropped"] = .array(
            (job.planned?.dropped ?? []).map { ["what": .string($0.what), "reason": .string($0.reason)] })
        report["log"] = .object([
            "file": job.logFile.map(JSONValue.string) ?? .null,
            "first_seq": job.logRange.map { .integer(Int64($0.lowerBound)) } ?? .null,
            "last_seq": job.logRange.map { .integer(Int64($0.upperBound)) } ?? .null,
        ])
        return .object(report)
    }

    /// Every project that was built, with the commit that its newest git call made.
    static func projects(of job: Job) -> [JSONValue] {
        job.steps.compactMap { state in
            guard state.step.action == "project_builder", let output = state.outcome?.output,
                let path = output["project_path"]?.string
            else { return nil }
            let repository = job.export?.repositories.first { $0.path == path }
            let arguments = state.callID.flatMap { job.calls[$0]?.arguments }
            return .object([
                "name": arguments?["name"] ?? .string(path), "template": arguments?["template"] ?? .null,
                "project_path": .string(path), "build_status": output["build_status"] ?? .null,
                "test_summary": output["test_summary"] ?? .null,
                "commit_hash": (repository?.commitHash ?? commit(in: path, job)).map(JSONValue.string) ?? .null,
                "branch": repository?.branch.map(JSONValue.string) ?? .null,
            ])
        }
    }

    private static func commit(in path: String, _ job: Job) -> String? {
        job.steps.last { state in
            state.step.action == "git_ops" && state.outcome?.output["commit_hash"]?.string != nil
                && state.callID.flatMap { job.calls[$0]?.arguments["params"]?["path"]?.string } == path
        }?.outcome?.output["commit_hash"]?.string
    }

    private static func step(_ state: Job.StepState, _ job: Job) -> JSONValue {
        let isSkipped = state.outcome == nil && job.status.isFinal
        let status = isSkipped ? Job.StepStatus.skipped : state.status
        return .object([
            "step": .integer(Int64(state.step.number)), "action": .string(state.step.action),
            "status": .string(status.rawValue),
            "decision": state.opinion.map { .string($0.decision.rawValue) } ?? .null,
            "approval_id": state.questionID.map(JSONValue.string) ?? .null,
            "snapshot_before": state.before.map { .string($0.id) } ?? .null,
            "snapshot_after": state.outcome.map { .string($0.snapshot.id) } ?? .null,
            "exit_status": state.outcome.map { .integer(Int64($0.exitStatus)) } ?? .null,
            "duration_ms": state.outcome.map { .integer(Int64($0.milliseconds)) } ?? .null,
            "error": state.outcome?.error.map(encoded) ?? .null,
        ])
    }

    /// What can't be rolled back: calls that left the machine and succeeded.
    private static func residues(of job: Job) -> [JSONValue] {
        job.calls.values.sorted { $0.id < $1.id }.filter { job.responses[$0.id]?.status == .ok }
            .flatMap(\.declared)
            .compactMap { effect in
                switch effect {
                case .publish(let what): .string(what)
                case .connect(let host, let port): .string("connected to \(host):\(port)")
                case .compute, .read, .write, .delete, .execute, .command, .sensitive: nil
                }
            }
    }

    private static func model(of job: Job) -> JSONValue {
        guard let model = job.model else { return .null }
        return .object([
            "id": .string(model.modelID), "provider": .string(model.provider),
            "file_sha256": model.fileSHA256.map(JSONValue.string) ?? .null,
            "seed": job.modelUses.first.map { .integer(Int64($0.seed)) } ?? .null,
            "planned_by": .string(job.planned?.method ?? ""),
            "answered_by": .array(answering(job).map(JSONValue.string)), "passed_over": encoded(passedOver(job)),
        ])
    }

    /// The providers that answered, each once, in order.
    private static func answering(_ job: Job) -> [String] {
        job.modelUses.reduce(into: []) { names, use in
            if !names.contains(use.provider) { names.append(use.provider) }
        }
    }

    /// The providers that could not answer, each once with the first reason.
    static func passedOver(_ job: Job) -> [PassedProvider] {
        job.modelUses.flatMap { $0.passedOver ?? [] }.reduce(into: []) { passed, next in
            if !passed.contains(where: { $0.provider == next.provider }) { passed.append(next) }
        }
    }

    private static func encoded(_ value: some Encodable) -> JSONValue { (try? JSONValue(encoding: value)) ?? .null }
}
