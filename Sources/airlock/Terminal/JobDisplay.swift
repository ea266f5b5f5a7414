import AirlockCore

/// Tells a person what a job is doing, line by line, from its events.
struct JobDisplay {
    let console: Console
    let isRussian: Bool
    private var actions: [Int: String] = [:]
    private var steps: [String: Int] = [:]

    /// - Parameter job: What is known of the job already, if its events are not followed from the first.
    init(console: Console, language: Language, job: JSONValue = .null) {
        self.console = console
        isRussian = language == .russian
        for step in job["plan"]?["plan"]?.array ?? [] {
            actions[step["step"]?.integer ?? 0] = step["action"]?.string ?? ""
        }
    }

    mutating func show(_ event: String, _ data: JSONValue) {
        switch event {
        case "progress": console.show("  " + (data["text"]?.string ?? ""))
        case "model_chosen": showModel(data)
        case "model_answered": showPace(data)
        case "planned": showPlan(data)
        case "step_started": begin(data)
        case "judged": judge(data)
        case "promoted": say("snapshot \(id(data["snapshot_id"]))", "снимок \(id(data["snapshot_id"]))")
        case "dropped":
            let reason = data["reason"]?.string ?? ""
            say("rolled back: \(reason)", "откат: \(reason)")
        case "stored": say("read \(title(data))", "прочитано: \(title(data))")
        case "found":
            let count = data["findings"]?.array?.count ?? 0
            say("\(count) quotations found and checked", "найдено и проверено цитат: \(count)")
        case "step_finished": finish(data)
        case "exported":
            let folder = data["folder"]?.string ?? ""
            say("exported to \(folder)", "выгружено в \(folder)")
        case "applied":
            let folder = data["folder"]?.string ?? ""
            say("brought over to \(folder)", "перенесено в \(folder)")
        case "rolled_back":
            let (left, now) = (id(data["from"]), id(data["snapshot_id"]))
            say("files rolled back: \(left) -> \(now)", "откат файлов: \(left) -> \(now)")
        default: break
        }
    }

    private func say(_ english: String, _ russian: String) { console.say("    " + (isRussian ? russian : english)) }

    private func id(_ value: JSONValue?) -> String { value?.string ?? "-" }

    private func title(_ data: JSONValue) -> String {
        let source = data["source"]
        return "\(source?["title"]?.string ?? "") <\(source?["url"]?.string ?? "")>"
    }

    private func showModel(_ data: JSONValue) {
        guard let model = data["model_id"]?.string else {
            let problem = data["problem"]?.string ?? ""
            say(
                "no model answers, so words decide: \(problem)",
                "модель не отвечает, поэтому решают ключевые слова: \(problem)")
            return
        }
        let provider = data["provider"]?.string ?? ""
        say("model \(model) (\(provider))", "модель \(model) (\(provider))")
    }

    /// Pace of the whole answer, the reading of its prompt counted in.
    private func showPace(_ data: JSONValue) {
        let usage = data["usage"]
        let (read, written) = (usage?["prompt_tokens"]?.integer ?? 0, usage?["completion_tokens"]?.integer ?? 0)
        let milliseconds = max(usage?["duration_ms"]?.integer ?? 0, 1)
        let pace = written * 10_000 / milliseconds
        let numbers = "\(read) + \(written) tokens, \(pace / 10).\(pace % 10) tokens/s"
        say("\(data["purpose"]?.string ?? ""): \(numbers)", "\(data["purpose"]?.string ?? ""): \(numbers)")
    }

    private mutating func showPlan(_ data: JSONValue) {
        let plan = data["plan"]?["plan"]?.array ?? []
        let method = data["method"]?.string ?? ""
        console.say(isRussian ? "План (\(method)):" : "Plan (\(method)):")
        for step in plan {
            let number = step["step"]?.integer ?? 0
            actions[number] = step["action"]?.string ?? ""
            console.say("  \(number). \(actions[number] ?? "") \((step["params"] ?? .null).canonicalText.prefix(140))")
        }
        for dropped in data["dropped"]?.array ?? [] {
            let (what, reason) = (dropped["what"]?.string ?? "", dropped["reason"]?.string ?? "")
            console.say(isRussian ? "  не делаю: \(what) (\(reason))" : "  left out: \(what) (\(reason))")
        }
    }

    private mutating func begin(_ data: JSONValue) {
        let number = data["step"]?.integer ?? 0
        if let request = data["request_id"]?.string { steps[request] = number }
        console.say("[\(number)/\(actions.count)] \(actions[number] ?? "")")
    }

    private func judge(_ data: JSONValue) {
        let (decision, rule) = (data["decision"]?.string ?? "", data["rule"]?.string ?? "")
        if decision != "allow" { say("\(decision): \(rule)", "\(decision): \(rule)") }
    }

    private func finish(_ data: JSONValue) {
        let seconds = Double(data["duration_ms"]?.integer ?? 0) / 1000
        let status = data["status"]?.string ?? ""
        let snapshot = id(data["snapshot_id"])
        say(
            "\(status) in \(seconds) s, snapshot \(snapshot)", "\(status) за \(seconds) с, снимок \(snapshot)")
        if let error = data["error"], error != .null {
            console.say("    \(error["message"]?.string ?? "")")
            if let hint = error["hint"]?.string { console.say("    hint: \(hint)") }
            let stderr = data["output"]?["stderr"]?.string ?? ""
            if !stderr.isEmpty { console.say(String(stderr.suffix(2000))) }
        }
    }
}
