import AirlockCore
import AirlockRuntime
import Testing

@Suite struct PlanValidatorTests {
    private let validator = PlanValidator(actions: PlannerFixture.actions, templates: ["python"])
    private let all = Set(ClauseLabel.allCases)

    @Test(arguments: [
        (Step(number: 1, action: "format_disk", params: [:]), "no action is named format_disk"),
        (Step(number: 1, action: "shell_exec", params: [:]), "params.cmd is missing"),
        (Step(number: 1, action: "shell_exec", params: ["cmd": 3]), "params.cmd has the wrong type"),
        (Step(number: 1, action: "shell_exec", params: ["cmd": "ls", "sudo": true]), "shell_exec takes no sudo"),
        (Step(number: 1, action: "file_ops", params: ["action": "edit", "path": "a", "old": "b"]), "edit needs new"),
        (Step(number: 1, action: "git_ops", params: ["action": "commit", "params": [:]]), "commit needs message"),
        (
            Step(number: 1, action: "shell_exec", params: ["cmd": "ls", "cwd": "<steps.2.output.project_path>"]),
            "it needs step 2, which isn't there or comes later"
        ),
        (
            Step(number: 1, action: "shell_exec", params: ["cmd": "ls", "cwd": "<steps.x"]),
            "it needs step 0, which isn't there or comes later"
        ),
        (
            Step(number: 1, action: "shell_exec", params: ["cmd": "ls", "cwd": "<project_path>"]),
            "it needs a project, and none is created before it"
        ),
        (
            Step(number: 1, action: "project_builder", params: ["template": "rust", "name": "a"]),
            "there is no template rust; there are python"
        ),
    ])
    func `a step that can't run is dropped with the reason`(step: Step, reason: String) throws {
        let checked = try validator.check([step], ordered: all)
        #expect(checked.steps.isEmpty)
        #expect(checked.dropped.map(\.reason) == [reason])
    }

    @Test func `what depends on a dropped step goes with it`() throws {
        let steps = [
            Step(number: 1, action: "project_builder", params: ["template": "rust", "name": "a"]),
            Step(number: 2, action: "shell_exec", params: ["cmd": "ls", "cwd": "<steps.1.output.project_path>"]),
            Step(number: 3, action: "shell_exec", params: ["cmd": "ls"]),
        ]
        let checked = try validator.check(steps, ordered: all)
        #expect(checked.steps == [Step(number: 1, action: "shell_exec", params: ["cmd": "ls"])])
        #expect(checked.dropped.count == 2)
    }

    @Test func `an action that the task doesn't ask for is dropped`() throws {
        let push = Step(number: 1, action: "git_ops", params: ["action": "push", "params": ["remote": "origin"]])
        #expect(try validator.check([push], ordered: [.gitCommit]).steps.isEmpty)
        #expect(try validator.check([push], ordered: [.gitPush]).steps == [push])
    }

    @Test func `a plan over 64 steps is refused`() {
        let steps = (1...65).map { Step(number: $0, action: "shell_exec", params: ["cmd": "ls"]) }
        let error = #expect(throws: AirlockError.self) { try validator.check(steps, ordered: all) }
        #expect(error?.code == .limitExceeded)
    }
}
