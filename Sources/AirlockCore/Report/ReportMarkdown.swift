/// The report for a person to read, in the task's language.
enum ReportMarkdown {
    static func text(of job: Job) -> String {
        let words = Words(Language(of: job.request?.task ?? ""))
        var lines = [
            "# \(oneLine(job.request?.task ?? job.id))", "", "\(words.status(job.status)). \(job.summary)", "",
        ]
        lines += findings(of: job, words)
        lines += section(words.projects, Report.projects(of: job).map(project))
        lines += section(words.steps, job.steps.map { step($0, job) })
        lines += section(
            words.dropped, (job.planned?.dropped ?? []).map { "* \(oneLine($0.what)): \(oneLine($0.reason))" })
        if let newest = job.snapshots.last, newest != job.snapshot {
            lines += ["\(words.rolledBack): `\(newest.id)` → `\(job.snapshot.id)`", ""]
        }
        if let export = job.export { lines += ["\(words.export): `\(export.folder)`", ""] }
        if let model = job.model {
            let usage = job.usage
            lines.append(
                "\(words.model): \(model.modelID) (\(model.provider)); \(usage.promptTokens) + \(usage.completionTokens) tokens, "
                    + "\(usage.durationMilliseconds / 1000) s")
            lines += Report.passedOver(job).map { "\(words.passedOver) \($0.provider): \(oneLine($0.reason))" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func findings(of job: Job, _ words: Words) -> [String] {
        var lines: [String] = []
        for (number, source) in job.sources.enumerated() {
            lines.append("\(number + 1). [\(oneLine(source.title))](\(source.url))")
            for finding in job.findings where finding.sourceID == source.sourceID {
                if finding.claim != finding.quote { lines.append("   * \(oneLine(finding.claim))") }
                lines.append("   > \(oneLine(finding.quote))")
            }
            lines += evidence(of: source, words).map { "   * \($0)" }
        }
        return section(words.sources, lines)
    }

    /// What a citation can be checked by later.
    private static func evidence(of source: Source, _ words: Words) -> [String] {
        guard let evidence = source.evidence else { return [] }
        let files = source.artifacts.map { "`\($0)`" }.joined(separator: ", ")
        return ["\(words.read) \(evidence.readTime), SHA-256 `\(source.sha256)`: \(files)"]
    }

    private static func project(_ project: JSONValue) -> String {
        let tests = project["test_summary"]
        let numbers = ["passed", "total"].map { tests?[$0]?.integer ?? 0 }
        let commit = project["commit_hash"]?.string ?? "-"
        return "* `\(project["project_path"]?.string ?? "")` (\(project["template"]?.string ?? "")): "
            + "\(project["build_status"]?.string ?? ""), \(numbers[0])/\(numbers[1]), commit `\(commit)`"
    }

    private static func step(_ state: Job.StepState, _ job: Job) -> String {
        let status = state.outcome == nil && job.status.isFinal ? .skipped : state.status
        let decision = state.opinion.map { ", \($0.decision.rawValue) by \($0.rule)" } ?? ""
        let snapshot = state.outcome.map { ", snapshot `\($0.snapshot.id)`" } ?? ""
        return "\(state.step.number). \(state.step.action): \(status.rawValue)\(decision)\(snapshot)"
    }

    private static func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : ["## \(title)", ""] + lines + [""]
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }

    private struct Words {
        let isRussian: Bool

        init(_ language: Language) { isRussian = language == .russian }

        var sources: String { isRussian ? "Источники" : "Sources" }
        var read: String { isRussian ? "Прочитано" : "Read" }
        var projects: String { isRussian ? "Проекты" : "Projects" }
        var steps: String { isRussian ? "Шаги" : "Steps" }
        var dropped: String { isRussian ? "Не сделано" : "Left out" }
        var rolledBack: String { isRussian ? "Откат файлов" : "Files rolled back" }
        var export: String { isRussian ? "Результат" : "Result" }
        var passedOver: String { isRussian ? "Не смогла ответить модель" : "Could not answer:" }
        var model: String { isRussian ? "Модель" : "Model" }

        func status(_ status: Job.Status) -> String {
            switch status {
            case .planning: isRussian ? "Планируется" : "Planning"
            case .running: isRussian ? "Выполняется" : "Running"
            case .waiting: isRussian ? "Ждёт ответа человека" : "Waiting for a person"
            case .succeeded: isRussian ? "Выполнено" : "Succeeded"
            case .failed: isRussian ? "Не удалось" : "Failed"
            case .rejected: isRussian ? "Отклонено" : "Rejected"
            case .cancelled: isRussian ? "Отменено" : "Cancelled"
            }
        }
    }
}
