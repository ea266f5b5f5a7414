import AirlockCore
import AirlockModels
import ArgumentParser
import Foundation

struct ModelList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the models of the catalogue, and how each would run here.",
        discussion: """
              airlock model list
              airlock model list --json      # also sizes, hashes, sources, the arithmetic and the command
            """)

    @Flag(help: "Print one JSON object.") var json = false

    func run() async throws {
        let console = Console()
        try await reporting(console) {
            let environment = ProcessInfo.processInfo.environment
            let report = try await ModelReport(
                places: Places(environment: environment), environment: environment)
            guard !json else { return console.result(report.json.canonicalText) }
            console.result(report.machineText)
            for line in report.lines {
                let mark = line.model.id == report.chosen?.model.id ? "*" : " "
                let state = line.isThere ? "there" : "not fetched"
                let size = ByteCount(line.model.bytes)
                console.result(
                    "\(mark) \(line.model.shortName): \(line.model.id), \(size), \(line.model.licence), \(state)")
                switch line.outcome {
                case .success(let plan): console.result("    \(ModelReport.headline(plan))")
                case .failure(let error): console.result("    \(error.message)")
                }
            }
        }
    }
}
