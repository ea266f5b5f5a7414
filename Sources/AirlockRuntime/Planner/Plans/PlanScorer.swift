public import AirlockCore

/// Scores a plan against what a task file expects of it.
public struct PlanScorer: Sendable {
    /// One line of a task file.
    public struct Task: Sendable, Hashable, Codable {
        public let id: Int
        public let task: String
        public let expect: Expectation
    }

    public struct Expectation: Sendable, Hashable, Codable {
        public let capabilities: [String]
        public let optional: [String]
        public let forbidden: [String]
        /// Template and name of each.
        public let projects: [[String]]?
        public let query: [String]?
        public let count: Int?
        public let path: String?
        public let target: String?
        public let command: String?
    }

    public struct Score: Sendable, Hashable {
        /// Sorted.
        public let capabilities: [String]
        /// Why it is wrong; empty if it is right.
        public let faults: [String]
        public let hasForbidden: Bool

        public var isRight: Bool { faults.isEmpty }
    }

    public init() {}

    /// - Throws: `.invalidRequest` for a line that isn't a task.
    public static func task(from line: String) throws(AirlockError) -> Task {
        try JSONValue(parsing: line).decode(Task.self)
    }

    public func score(_ planned: PlannedTask, against expect: Expectation) -> Score {
        let plan = planned.plan
        var found = Set(plan.steps.compactMap { ActionTable.capability(of: $0)?.rawValue })
        if plan.steps.isEmpty, PlanExplanation.isAnswer(plan.explain) { found.insert(ClauseLabel.answer.rawValue) }
        var faults: [String] = []
        let wanted = Set(expect.capabilities)
        for name in wanted.subtracting(found).sorted() { faults.append("missing: \(name)") }
        for name in found.subtracting(wanted).subtracting(expect.optional).sorted() {
            faults.append("unasked: \(name)")
        }
        let forbidden = found.intersection(expect.forbidden)
        for name in forbidden.sorted() { faults.append("forbidden: \(name)") }
        faults += slotFaults(plan.steps, expect)
        if plan.steps.isEmpty, plan.explain.isEmpty { faults.append("an empty plan that says nothing") }
        return Score(capabilities: found.sorted(), faults: faults, hasForbidden: !forbidden.isEmpty)
    }

    private func slotFaults(_ steps: [Step], _ expect: Expectation) -> [String] {
        var faults: [String] = []
        let texts = { (action: String, name: String) in
            steps.filter { $0.action == action }.compactMap { $0.params[name]?.string }
        }
        if let projects = expect.projects {
            let planned = steps.filter { $0.action == "project_builder" }.map {
                [$0.params["template"]?.string ?? "", ProjectNames.slug($0.params["name"]?.string ?? "")]
            }
            let wanted = projects.map { [$0.first ?? "", ProjectNames.slug($0.last ?? "")] }
            if Set(planned) != Set(wanted) || planned.count != wanted.count { faults.append("projects: \(planned)") }
        }
        if let query = expect.query {
            let asked = texts("browser_search", "query").joined(separator: " ").lowercased()
            for word in query where !asked.contains(word.lowercased()) {
                faults.append("query lacks \(word): \(asked)")
            }
        }
        if let count = expect.count {
            let counts = steps.filter { $0.action == "browser_search" }.compactMap { $0.params["max_results"]?.integer }
            if counts != [count] { faults.append("count: \(counts)") }
        }
        if let path = expect.path {
            let paths = texts("file_ops", "path")
            if !paths.contains(where: { $0 == path || $0.hasSuffix(">/\(path)") }) { faults.append("path: \(paths)") }
        }
        if let target = expect.target, texts("screenshot", "target") != [target] {
            faults.append("target: \(texts("screenshot", "target"))")
        }
        if let command = expect.command, !texts("shell_exec", "cmd").contains(command) {
            faults.append("command: \(texts("shell_exec", "cmd"))")
        }
        return faults
    }
}
