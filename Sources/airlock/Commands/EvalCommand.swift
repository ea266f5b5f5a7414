import AirlockCore
import AirlockModels
import AirlockRuntime
import ArgumentParser
import Foundation

struct EvalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Measures how well the model does its parts.", subcommands: [Planning.self])

    struct Planning: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Plans every task of a file and scores the plans; runs nothing.",
            discussion: """
                A task file has one JSON object a line: {"id", "task", "expect": {"capabilities", "optional", "forbidden", …}}.
                Prints one JSON line a task and a total. See scripts/eval.

                  airlock eval planning --tasks Tests/Fixtures/planning-tasks.jsonl
                  airlock eval planning --tasks mine.jsonl --model none        # by keywords alone
                """)

        @Option(help: "The task file.") var tasks: String
        @Option(help: "auto (as configured), none, or a model of the catalogue.") var model = "auto"

        func run() async throws {
            let console = Console()
            try await reporting(console) {
                let text = try Self.read(tasks)
                let environment = ProcessInfo.processInfo.environment
                let places = Places(environment: environment)
                var settings = try ConfigurationFile(path: places.configuration, environment: environment).load()
                if model != "auto" { settings.model.providers = [.init(name: "local", kind: .llamaServer)] }
                if model != "auto", model != "none" { settings.model.providers[0].model = model }
                let models = try await ModelSession(
                    places: places, settings: settings, environment: environment, console: console)
                do {
                    try await evaluate(text, model == "none" ? nil : models.parts.router, console)
                } catch {
                    await models.close()
                    throw error
                }
                await models.close()
            }
        }

        private static func read(_ path: String) throws -> String {
            guard let data = FileManager.default.contents(atPath: path) else {
                throw AirlockError(.invalidRequest, "\(path) can't be read")
            }
            return String(decoding: data, as: UTF8.self)
        }

        private func evaluate(_ text: String, _ model: (any LanguageModel)?, _ console: Console) async throws {
            let options = Composition.planning(tools: Composition.specifiedTools)
            let clock = ContinuousClock()
            var (right, forbidden, all, tokens) = (0, 0, 0, 0)
            let start = clock.now
            if let model { _ = try await model.profile() }
            for line in text.split(separator: "\n") {
                let task = try PlanScorer.task(from: String(line))
                let planner = Planner(
                    model: model, actions: options.actions, templates: options.templates,
                    allowedPrograms: options.allowedPrograms)
                let request = JobRequest(
                    task: task.task, constraints: [], outputFormat: .planCalls, workspace: nil, owner: "eval")
                let begun = clock.now
                let planned = try await planner.plan(request) { console.show($0) }
                let seconds = (clock.now - begun) / .seconds(1)
                let score = PlanScorer().score(planned, against: task.expect)
                let usage = planned.modelUses.reduce(Usage.zero) { $0 + $1.usage }
                all += 1
                right += score.isRight ? 1 : 0
                forbidden += score.hasForbidden ? 1 : 0
                tokens += usage.promptTokens + usage.completionTokens
                console.clear()
                let entry: JSONValue = [
                    "id": .integer(Int64(task.id)), "right": .bool(score.isRight), "method": .string(planned.method),
                    "capabilities": .array(score.capabilities.map(JSONValue.string)),
                    "faults": .array(score.faults.map(JSONValue.string)),
                    "forbidden": .bool(score.hasForbidden), "seconds": .number((seconds * 100).rounded() / 100),
                    "prompt_tokens": .integer(Int64(usage.promptTokens)),
                    "completion_tokens": .integer(Int64(usage.completionTokens)),
                ]
                console.result(entry.canonicalText)
            }
            let total: JSONValue = [
                "total": .integer(Int64(all)), "right": .integer(Int64(right)),
                "with_forbidden_step": .integer(Int64(forbidden)),
                "tokens_a_task": .integer(Int64(tokens / max(all, 1))),
                "seconds": .number((((clock.now - start) / .seconds(1)) * 10).rounded() / 10),
                "model": .string(try await model?.profile().modelID ?? "none"),
            ]
            console.result(total.canonicalText)
        }
    }
}
