import AirlockCore

/// A plan for the terminal.
enum PlanText {
    static func text(_ job: JSONValue) -> String {
        let plan = job["plan"]
        var lines = (plan?["plan"]?.array ?? []).map { step in
            "\(step["step"]?.integer ?? 0). \(step["action"]?.string ?? "") \((step["params"] ?? .null).canonicalText)"
        }
        for dropped in job["dropped"]?.array ?? [] {
            lines.append("-  \(dropped["what"]?.string ?? ""): \(dropped["reason"]?.string ?? "")")
        }
        lines.append(plan?["explain"]?.string ?? "")
        if let minutes = plan?["estimated_time_min"]?.integer, minutes > 0 { lines.append("~ \(minutes) min") }
        return Console.plain(lines.joined(separator: "\n"))
    }
}
