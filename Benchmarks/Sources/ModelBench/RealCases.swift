import AirlockCore
import AirlockModels
import AirlockRuntime
import AsyncHTTPClient
import Foundation
import Synchronization

/// With a real server and a small model.
struct RealCases {
    let isQuick: Bool
    let http: HTTPClient
    let server: RealServer
    let name: String

    func addedLatency() async throws {
        let rounds = isQuick ? 10 : 60
        let wrapped = try Wrapped(http: http, base: server.base, name: name)
        let request = ModelRequest(bench: "Count from one to forty in words, separated by commas.", maxTokens: 24)
        let direct = DirectRequest(http: http, base: server.base, body: request.plainBody(model: name))
        var (ours, theirs, oursWhole, theirsWhole) = (Series(), Series(), Series(), Series())
        for round in 0..<rounds + 3 {
            let plain = try await direct.run()
            let full = try await wrapped.run(request)
            guard round >= 3 else { continue }
            ours.add(full.first)
            theirs.add(plain.first)
            oursWhole.add(full.whole)
            theirsWhole.add(plain.whole)
        }
        Lines.write(
            "models", "added, \(name)",
            [
                "n": .integer(Int64(rounds)), "first_token_added_p50_ms": Lines.number(ours.p50 - theirs.p50),
                "first_token_ours_p50_ms": Lines.number(ours.p50),
                "first_token_direct_p50_ms": Lines.number(theirs.p50),
                "whole_ours_p50_ms": Lines.number(oursWhole.p50), "whole_direct_p50_ms": Lines.number(theirsWhole.p50),
                "per_token_added_p50_us": Lines.number((oursWhole.p50 - theirsWhole.p50) * 1000 / 24),
            ])
    }

    /// The prompts of jobs as the product makes them: plans by labels and slots, and quotations from pages.
    func promptCache() async throws {
        let counting = CountingModel(try Wrapped(http: http, base: server.base, name: name).model, server)
        let planner = Planner(
            model: counting, actions: ["browser_search", "file_ops", "git_ops", "project_builder", "shell_exec"],
            templates: ["python", "cmake", "node", "dotnet"],
            allowedPrograms: ["cat", "cmake", "git", "ls", "make", "node", "python3", "pytest"])
        let tasks = try String(contentsOfFile: "Tests/Fixtures/planning-tasks.jsonl", encoding: .utf8)
            .split(separator: "\n").prefix(isQuick ? 4 : 12)
        for line in tasks {
            let text = try JSONValue(parsing: Array(line.utf8))["task"]?.string ?? ""
            let request = JobRequest(
                task: text, constraints: [], outputFormat: .planCalls, workspace: nil, owner: "bench")
            _ = try await planner.plan(request) { _ in }
        }
        // A page that is asked about twice, as a job with two questions does.
        let page = try String(contentsOfFile: "docs/guide/sandbox.md", encoding: .utf8)
        let hit = SearchResult(
            title: "Sandbox", url: "file:///docs/guide/sandbox.md", snippet: "",
            retrievalTime: Timestamp(millisecondsSince1970: 0), timestamp: nil)
        let source = Source(hit, sha256: "", artifact: "")
        for query in ["how is memory limited", "what does a container see"] {
            _ = try await FactFinder(model: counting, writesClaims: false).find(
                query, source: source, text: page, count: 2
            ) { _ in }
        }
        report(counting.calls)
    }

    private func report(_ calls: [CountingModel.Call]) {
        var seen: Set<String> = []
        var later: [CountingModel.Call] = []
        var byPurpose: [String: (all: Int, computed: Int, calls: Int)] = [:]
        for call in calls where !seen.insert(call.purpose).inserted {
            later.append(call)
            let sum = byPurpose[call.purpose] ?? (0, 0, 0)
            byPurpose[call.purpose] = (sum.all + call.prompt, sum.computed + call.computed, sum.calls + 1)
        }
        let all = later.reduce(0) { $0 + $1.prompt }
        let computed = later.reduce(0) { $0 + $1.computed }
        Lines.write(
            "models", "prompt cache, \(name)",
            [
                "calls": .integer(Int64(later.count)), "prompt_tokens": .integer(Int64(all)),
                "computed_tokens": .integer(Int64(computed)),
                "cached_share": Lines.number(1 - Double(computed) / Double(max(all, 1)), digits: 1000),
                "target_share": .number(0.8),
            ])
        for (purpose, sum) in byPurpose.sorted(by: { $0.key < $1.key }) {
            Lines.write(
                "models", "prompt cache of \(purpose)",
                [
                    "calls": .integer(Int64(sum.calls)), "prompt_tokens": .integer(Int64(sum.all)),
                    "cached_share": Lines.number(1 - Double(sum.computed) / Double(max(sum.all, 1)), digits: 1000),
                ])
        }
    }

    /// Time a token with and without a grammar, for the same request.
    func grammarCost() async throws {
        let wrapped = try Wrapped(http: http, base: server.base, name: name)
        let text =
            "Label each of these lines with a word: " + (1...12).map { "\($0). run the tests" }.joined(separator: " ")
        let lines = (1...12).map { "\"\($0). \" lab" }.joined(separator: " \"\\n\" ")
        let grammar =
            "root ::= \(lines)\nlab ::= \"research\" | \"create_project\" | \"edit_files\" | \"run_command\" | \"git_commit\""
        let schema: JSONValue = [
            "type": "object", "additionalProperties": false, "required": ["steps"],
            "properties": [
                "steps": [
                    "type": "array", "minItems": 4, "maxItems": 4,
                    "items": [
                        "type": "object", "additionalProperties": false, "required": ["action", "path"],
                        "properties": [
                            "action": ["enum": ["read", "write"]], "path": ["type": "string", "maxLength": 24],
                        ],
                    ],
                ]
            ],
        ]
        for (title, constraint) in [("labels", ModelRequest.Constraint.grammar(grammar)), ("schema", .schema(schema))] {
            var (free, bound) = (Series(), Series())
            for round in 0..<(isQuick ? 5 : 20) + 1 {
                let plain = try await wrapped.run(ModelRequest(bench: text, maxTokens: 60))
                let held = try await wrapped.run(ModelRequest(bench: text, maxTokens: 60, constraint: constraint))
                guard round > 0 else { continue }
                free.add((plain.last - plain.first) / Double(max(1, plain.pieces - 1)))
                bound.add((held.last - held.first) / Double(max(1, held.pieces - 1)))
            }
            Lines.write(
                "models", "a grammar's cost: \(title), \(name)",
                [
                    "n": .integer(Int64(free.values.count)), "free_ms_per_token": Lines.number(free.p50),
                    "bound_ms_per_token": Lines.number(bound.p50), "ratio": Lines.number(bound.p50 / free.p50),
                    "target_ratio": .number(1.3),
                ])
        }
    }
}

/// Notes for each answer how many tokens its prompt had, and how many of them the server computed.
private final class CountingModel: LanguageModel {
    struct Call: Sendable {
        let purpose: String
        let prompt: Int
        let computed: Int
    }

    private let model: any LanguageModel
    private let server: RealServer
    private let noted = Mutex<[Call]>([])

    init(_ model: any LanguageModel, _ server: RealServer) {
        self.model = model
        self.server = server
    }

    var calls: [Call] { noted.withLock { $0 } }

    func profile() async throws -> ModelProfile { try await model.profile() }

    func answer(_ request: ModelRequest, onText: @escaping @Sendable (String) -> Void) async throws -> ModelAnswer {
        let before = try await server.computedPromptTokens()
        let answer = try await model.answer(request, onText: onText)
        // The server counts an answer a moment after it has sent it.
        var computed = 0
        for _ in 0..<100 where computed == 0 {
            computed = try await server.computedPromptTokens() - before
            if computed == 0 { try await Task.sleep(for: .milliseconds(10)) }
        }
        let call = Call(purpose: request.purpose, prompt: answer.use.usage.promptTokens, computed: computed)
        noted.withLock { $0.append(call) }
        return answer
    }
}
