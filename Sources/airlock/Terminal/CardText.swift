import AirlockCore

/// A card for the terminal: what would happen, and who says so.
enum CardText {
    private static let fileLimit = 20

    static func text(_ card: JSONValue) -> String {
        var lines = ["", "? \(card["description"]?.string ?? "")"]
        func add(_ name: String, _ value: String?) {
            if let value, !value.isEmpty { lines.append("  \(name): \(value)") }
        }
        add("impact", card["estimated_impact"]?.string)
        add("rule", [card["rule"]?.string, card["reason"]?.string].compactMap(\.self).joined(separator: ", "))
        let files = (card["affected_files"]?.array ?? []).compactMap(\.string)
        for file in files.prefix(fileLimit) { lines.append("    \(file)") }
        if files.count > fileLimit { lines.append("    … and \(files.count - fileLimit) more") }
        add("hash", card["hash"]?.string.map { String($0.prefix(12)) })
        add("until", card["expires_at"]?.string)
        let diff = card["diff"]?.string ?? ""
        if !diff.isEmpty { lines.append(String(diff.prefix(4000))) }
        if diff.count > 4000 { lines.append("  … \(diff.count - 4000) more characters; see the web page") }
        return lines.joined(separator: "\n")
    }
}

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
