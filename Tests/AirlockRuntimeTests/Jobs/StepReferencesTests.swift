import AirlockCore
import Testing

@testable import AirlockRuntime

@Suite struct StepReferencesTests {
    private func job() -> Job {
        let world = Timestamp(millisecondsSince1970: 0)
        let steps = [
            Step(number: 1, action: "browser_search", params: [:]),
            Step(number: 2, action: "project_builder", params: [:]),
        ]
        let plan = PlannedTask(
            plan: Plan(steps: steps, explain: "", estimatedMinutes: 1), dropped: [], method: "keywords", modelUses: [])
        let outputs: [JSONValue] = [
            ["results": [["url": "u"]], "markdown": "<project_path> is not a reference here"],
            ["project_path": "stats"],
        ]
        var events: [Event] = [.planned(plan)]
        for (index, output) in outputs.enumerated() {
            let outcome = StepOutcome(
                status: .succeeded, output: output, error: nil, exitStatus: 0, snapshot: .empty, milliseconds: 0)
            events.append(.stepFinished(index + 1, outcome))
        }
        let records = events.enumerated().map { EventRecord(seq: $0 + 1, jobID: "job", time: world, event: $1) }
        return Job(id: "job", events: records)
    }

    @Test(arguments: [
        ("<steps.1.output.results>", JSONValue.array([["url": "u"]])),
        ("<project_path>", "stats"),
        ("<project_path>/src", "stats/src"),
        ("cd <steps.2.output.project_path> && ls", "cd stats && ls"),
        ("a < b > c", "a < b > c"),
        ("<no.reference>", "<no.reference>"),
        ("x<", "x<"),
        // A value is put in once: what it says is not read as a reference again.
        ("<steps.1.output.markdown>", "<project_path> is not a reference here"),
    ])
    func `references become results`(text: String, expected: JSONValue) throws {
        #expect(try StepReferences(job().steps).resolve(.string(text)) == expected)
    }

    @Test(arguments: ["<steps.3.output.x>", "<steps.1.output.nothing>", "see <steps.1.output.results>"])
    func `a reference to nothing, or a list inside a text, is refused`(text: String) {
        let error = #expect(throws: AirlockError.self) { try StepReferences(job().steps).resolve(.string(text)) }
        #expect(error?.code == .invalidRequest)
    }
}
