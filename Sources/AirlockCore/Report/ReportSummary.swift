/// A job's result in one or two sentences, in the task's language.
public enum ReportSummary {
    public static func of(_ job: Job) -> String {
        let russian = Language(of: job.request?.task ?? "") == .russian
        var parts: [String] = []
        if !job.sources.isEmpty {
            parts.append(
                russian
                    ? "источников: \(job.sources.count), проверенных цитат: \(job.findings.count)"
                    : "\(job.sources.count) sources, \(job.findings.count) checked quotations")
        }
        for project in Report.projects(of: job) {
            let tests = project["test_summary"]
            let (passed, total) = (tests?["passed"]?.integer ?? 0, tests?["total"]?.integer ?? 0)
            let name = project["name"]?.string ?? ""
            let build = project["build_status"]?.string ?? ""
            let commit = project["commit_hash"]?.string.map { " (\($0.prefix(12)))" } ?? ""
            parts.append(
                russian
                    ? "проект \(name): сборка \(build), тестов пройдено \(passed) из \(total)\(commit)"
                    : "project \(name): build \(build), \(passed) of \(total) tests passed\(commit)")
        }
        for state in job.steps where state.outcome?.status == .failed {
            let reason = state.outcome?.error?.message ?? ""
            parts.append(
                russian
                    ? "шаг \(state.step.number) (\(state.step.action)) не удался: \(reason)"
                    : "step \(state.step.number) (\(state.step.action)) failed: \(reason)")
        }
        if parts.isEmpty { return russian ? "Готово." : "Done." }
        return parts.joined(separator: "; ") + "."
    }

    public static func failure(_ error: AirlockError) -> String {
        error.hint.map { "\(error.message) (\($0))" } ?? error.message
    }
}
