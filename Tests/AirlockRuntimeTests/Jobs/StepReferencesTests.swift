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

    private var references: StepReferences {
        let spec = ToolSpec(
            name: "project_builder", summary: "", input: .null, examples: [], textOrigin: .workspace,
            ownOutputs: ["project_path"])
        return StepReferences(job().steps, specs: [spec])
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
        #expect(try references.resolve(.string(text)).value == expected)
    }

    @Test(arguments: ["<steps.3.output.x>", "<steps.1.output.nothing>", "see <steps.1.output.results>"])
    func `a reference to nothing, or a list inside a text, is refused`(text: String) {
        let error = #expect(throws: AirlockError.self) { try references.resolve(.string(text)) }
        #expect(error?.code == .invalidRequest)
    }

    @Test func `what came from untrusted text is known by its place, what our own code made is not`() throws {
        let resolved = try references.resolve([
            "cmd": "echo é<steps.1.output.markdown> in <steps.2.output.project_path>",
            "list": ["<steps.1.output.results>"],
            "cwd": "<project_path>", "plain": "text",
        ])
        let words = "<project_path> is not a reference here"
        #expect(
            resolved.spans == [
                TaintedSpan(
                    argument: "/cmd", start: 7, length: words.utf8.count, text: words, origin: .web,
                    source: "step 1 (browser_search), markdown"),
                TaintedSpan(
                    argument: "/list/0", start: 0, length: 13, text: #"[{"url":"u"}]"#, origin: .web,
                    source: "step 1 (browser_search), results"),
            ])
        #expect(resolved.value["cmd"] == .string("echo é\(words) in stats"))
    }

    @Test func `all of an output is untrusted, also of a tool with outputs of its own`() throws {
        #expect(try references.resolve("<steps.2.output>").spans.map(\.origin) == [.workspace])
    }
}
