import AirlockCore

/// What a plan says of itself, in the task's language.
enum PlanExplanation {
    static let nothing = (
        en: "Nothing in this task is something Airlock can do",
        ru: "В этой задаче нет ничего, что Airlock умеет делать"
    )
    static let unanswered = (
        en: "The task asks for an answer, and no language model is available to give one",
        ru: "Задача просит ответа, а языковой модели, которая его дала бы, сейчас нет"
    )

    /// Whether a plan without steps answers, rather than says why it can't.
    static func isAnswer(_ explain: String) -> Bool {
        let refusals = [nothing.en, nothing.ru, unanswered.en, unanswered.ru]
        return !explain.isEmpty && !refusals.contains { explain.hasPrefix($0) }
    }

    static func cannot(_ task: String, dropped: [DroppedStep]) -> String {
        let isRussian = Language(of: task) == .russian
        let reasons = dropped.prefix(5).map { "\($0.what): \($0.reason)" }.joined(separator: "; ")
        let can =
            isRussian
            ? "искать и читать источники, создавать проекты, менять файлы, запускать команды, делать коммиты и снимки экрана"
            : "search and read sources, create projects, change files, run commands, commit and take screenshots"
        let base = isRussian ? "\(nothing.ru): он умеет \(can)." : "\(nothing.en): it can \(can)."
        return reasons.isEmpty ? base : "\(base) (\(reasons))"
    }

    static func plan(_ orders: [Order], task: String) -> String {
        let isRussian = Language(of: task) == .russian
        let parts = orders.map { isRussian ? russian($0) : english($0) }
        let text = parts.joined(separator: "; ")
        return text.prefix(1).uppercased() + text.dropFirst() + "."
    }

    private static func english(_ order: Order) -> String {
        switch order {
        case .research(let query, let count, let links):
            "find and read \(count) sources on “\(query)”" + (links.map { " and save the links to \($0)" } ?? "")
        case .createProject(let template, let name, _): "create the \(template) project \(name)"
        case .edit(let edit): "change \(edit.path)"
        case .run(let command): command.map { "run \($0)" } ?? "build and test"
        case .commit: "commit"
        case .push(let remote, _): "push to \(remote) once that is approved"
        case .screenshot(let target): "take a screenshot of \(target)"
        }
    }

    private static func russian(_ order: Order) -> String {
        switch order {
        case .research(let query, let count, let links):
            "найти и прочитать источники (\(count)) по теме «\(query)»"
                + (links.map { " и сохранить ссылки в \($0)" } ?? "")
        case .createProject(let template, let name, _): "создать проект \(name) (\(template))"
        case .edit(let edit): "изменить \(edit.path)"
        case .run(let command): command.map { "выполнить \($0)" } ?? "собрать и прогнать тесты"
        case .commit: "сделать коммит"
        case .push(let remote, _): "отправить в \(remote) после подтверждения"
        case .screenshot(let target): "сделать снимок: \(target)"
        }
    }

    /// Whole minutes, at least 1, from what such steps usually take.
    static func minutes(for steps: [Step]) -> Int {
        let seconds = steps.reduce(0) { $0 + self.seconds(for: $1) }
        return max(1, (seconds + 59) / 60)
    }

    private static func seconds(for step: Step) -> Int {
        switch step.action {
        case "browser_search": 5
        case "read_source": 3 * min(20, max(1, step.params["count"]?.integer ?? 3))
        case "find_facts": 30
        case "project_builder": step.params["template"]?.string == "python" ? 20 : 60
        case "shell_exec": 30
        case "screenshot": 10
        default: 3
        }
    }
}

extension FileEdit {
    var path: String {
        switch self {
        case .replace(let path, _, _), .write(let path, _), .append(let path, _), .move(let path, _),
            .copy(let path, _),
            .delete(let path):
            path
        }
    }
}
