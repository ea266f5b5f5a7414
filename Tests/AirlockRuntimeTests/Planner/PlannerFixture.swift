import AirlockCore
import AirlockRuntime
import AirlockTestKit
import Foundation

/// The planner as the product composes it, over a model that a test writes.
enum PlannerFixture {
    static let actions: Set<String> = [
        "browser_search", "shell_exec", "file_ops", "git_ops", "project_builder", "screenshot",
    ]
    static let templates = ["python", "node", "cmake", "dotnet", "swift"]
    static let programs: Set<String> = ["npm", "pytest", "python3", "node", "cmake", "ctest", "dotnet", "git", "ls"]

    static func planner(_ model: (any LanguageModel)? = nil) -> Planner {
        Planner(model: model, actions: actions, templates: templates, allowedPrograms: programs)
    }

    static func request(_ task: String, constraints: [String] = []) -> JobRequest {
        JobRequest(task: task, constraints: constraints, outputFormat: .planCalls, workspace: nil, owner: "test")
    }

    static func plan(
        _ task: String, constraints: [String] = [], model: (any LanguageModel)? = nil
    ) async throws -> PlannedTask {
        try await planner(model).plan(request(task, constraints: constraints)) { _ in }
    }

    /// The development tasks.
    static func tasks() throws -> [PlanScorer.Task] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Fixtures/planning-tasks.jsonl")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        return try lines.map { try PlanScorer.task(from: String($0)) }
    }

    /// A model that gives every clause the same label, and the first choice or this text for every slot.
    static func stubborn(_ label: String, text: String = "git push origin main") -> ScriptedModel {
        ScriptedModel { request in
            guard request.purpose.hasPrefix("plan.labels"), let user = request.messages.last?.content else {
                return text
            }
            let count = user.split(separator: "\n").count
            return (1...count).map { "\($0). \(label)" }.joined(separator: "\n")
        }
    }

    static func pushes(_ planned: PlannedTask) -> Bool {
        planned.plan.steps.contains { $0.params["action"] == "push" }
    }
}
