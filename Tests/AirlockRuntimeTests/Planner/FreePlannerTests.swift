import AirlockCore
import AirlockRuntime
import AirlockTestKit
import Testing

@Suite struct FreePlannerTests {
    private let task = "Create a Python project named demo and commit"
    private let good = """
        {"plan": [{"step": 1, "action": "project_builder", "params": {"template": "python", "name": "demo"}},
        {"step": 2, "action": "git_ops", "params": {"action": "push", "params": {"remote": "origin"}}},
        {"step": 3, "action": "git_ops", "params": {"action": "init", "params":
        {"path": "<steps.1.output.project_path>", "message": "Initial commit"}}}], "explain": "ok"}
        """

    @Test func `a push that nobody asked for is dropped, and the rest is numbered anew`() async throws {
        let good = good
        let planned = try await PlannerFixture.plan(task, model: ScriptedModel(plansFreely: true) { _ in good })
        #expect(planned.method == "free")
        #expect(planned.plan.steps.map(\.action) == ["project_builder", "git_ops", "report"])
        #expect(planned.plan.steps.map(\.number) == [1, 2, 3])
        #expect(planned.dropped.map(\.reason) == ["the task doesn't ask for git_push"])
    }

    @Test func `after three refused answers the labels decide`() async throws {
        let planned = try await PlannerFixture.plan(
            task,
            model: ScriptedModel(plansFreely: true) {
                $0.purpose == "plan.free/1" ? "no plan today" : "1. create_project"
            })
        #expect(planned.method == "labels")
        #expect(planned.modelUses.filter { $0.purpose == "plan.free/1" }.count == 3)
        #expect(planned.plan.steps.map(\.action) == ["project_builder", "git_ops", "report"])
    }
}
