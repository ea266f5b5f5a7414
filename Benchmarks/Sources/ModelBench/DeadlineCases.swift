import AirlockCore
import AirlockModels
import AsyncHTTPClient

/// When a server that doesn't answer in time is left, beside when it should be.
struct DeadlineCases {
    let isQuick: Bool
    let http: HTTPClient

    func run() async throws {
        let limits = [500, 1000, 2000].map { Duration.milliseconds($0) }
        let long = Duration.seconds(600)
        // Says nothing; says one token and falls silent; never falls silent, but never ends.
        try await measure("no answer", tokens: 0, every: 0, limits.map { .init(total: $0, stall: long) })
        try await measure("silence", tokens: 2, every: 600_000_000_000, limits.map { .init(total: long, stall: $0) })
        try await measure("a drip", tokens: 100_000, every: 20_000_000, limits.map { .init(total: $0, stall: long) })
    }

    private func measure(
        _ name: String, tokens: Int, every interval: Int, _ cases: [OpenAIEndpoint.Limits]
    ) async throws {
        let server = try PacedServer(count: tokens, interval: interval)
        for limits in cases {
            let limit = min(limits.total, limits.stall)
            let endpoint = try OpenAIEndpoint(
                name: "bench", baseURL: "http://127.0.0.1:\(server.port)/v1", limits: limits, apiKey: { nil })
            let model = OpenAIModel(
                endpoint: endpoint, model: "stub", abilities: .init(plansFreely: false, takesGrammar: true),
                consent: false, http: http)
            var ratios = Series()
            for _ in 0..<(isQuick ? 2 : 5) {
                let start = ContinuousClock.now
                do {
                    _ = try await model.answer(ModelRequest(bench: "hello", maxTokens: 100_000))
                } catch let error as AirlockError {
                    precondition(error.code == .backendFailed, "\(error)")
                }
                ratios.add((.now - start) / limit)
            }
            Lines.write(
                "models", "a deadline at \(name)",
                [
                    "n": .integer(Int64(ratios.values.count)), "limit_ms": Lines.number(limit.milliseconds),
                    "p50_ratio": Lines.number(ratios.p50, digits: 1000),
                    "highest_ratio": Lines.number(ratios.values.max() ?? .nan, digits: 1000),
                    "target_ratio": .number(1.1),
                ])
        }
    }
}
