import AirlockCore
import AirlockModels
import AsyncHTTPClient
import Foundation

/// Measures what asking a model costs, on this machine, now. Called by `scripts/bench models`.
@main
struct ModelBench {
    static func main() async throws {
        var words = Array(Swift.CommandLine.arguments.dropFirst())
        let isQuick = take("--quick", from: &words)
        let only = value(of: "--only", from: &words) ?? ""
        let name = value(of: "--model", from: &words) ?? "0.5b"
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? "/"
        let cache = ModelCache(
            folder: environment["AIRLOCK_CACHE"] ?? (environment["XDG_CACHE_HOME"] ?? "\(home)/.cache") + "/airlock")
        guard words.isEmpty, let model = ModelCatalogue.model(named: name) else {
            FileHandle.standardError.write(Data("unknown: \((words + [name]).joined(separator: " "))\n".utf8))
            exit(2)
        }
        let http = HTTPClient.forModelServers()
        if ["", "harmony"].contains(only) { HarmonySpeed(isQuick: isQuick).run() }
        let stub = StubCases(isQuick: isQuick, http: http)
        if ["", "latency"].contains(only) { try await stub.addedLatency() }
        if ["", "streams"].contains(only) { try await stub.streams() }
        if ["", "deadlines"].contains(only) { try await DeadlineCases(isQuick: isQuick, http: http).run() }
        if ["", "latency", "cache", "grammar"].contains(only) {
            if cache.hasServer, cache.has(model) {
                let server = try await RealServer.start(
                    cache.serverBinary, model: cache.paths(of: model)[0], http: http)
                defer { server.stop() }
                let real = RealCases(isQuick: isQuick, http: http, server: server, name: name)
                if ["", "latency"].contains(only) { try await real.addedLatency() }
                if ["", "cache"].contains(only) { try await real.promptCache() }
                if ["", "grammar"].contains(only) { try await real.grammarCost() }
            } else {
                Lines.write(
                    "models", name, ["skipped": .string("scripts/fetch-models --model \(name) --server was not run")])
            }
        }
        try await http.shutdown()
    }

    private static func take(_ flag: String, from words: inout [String]) -> Bool {
        guard let index = words.firstIndex(of: flag) else { return false }
        words.remove(at: index)
        return true
    }

    private static func value(of option: String, from words: inout [String]) -> String? {
        guard let index = words.firstIndex(of: option), index + 1 < words.count else { return nil }
        defer { words.removeSubrange(index...index + 1) }
        return words[index + 1]
    }
}
