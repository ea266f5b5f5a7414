import AirlockCore
import AirlockModels
import AsyncHTTPClient

/// Runs `body` with a model that asks a ``FaultServer``.
func withModel<T>(
    key: String? = nil, total: Duration = .seconds(20), stall: Duration = .seconds(20), bodyLimit: Int = 16 << 20,
    playing play: @escaping @Sendable (FaultServer.Connection) -> Void,
    _ body: (OpenAIModel, FaultServer) async throws -> T
) async throws -> T {
    let server = try FaultServer(play)
    let endpoint = try OpenAIEndpoint(
        name: "test", baseURL: "http://127.0.0.1:\(server.port)/v1",
        limits: .init(total: total, stall: stall, body: bodyLimit), apiKey: { key })
    return try await withHTTPClient { http in
        let model = OpenAIModel(
            endpoint: endpoint, model: "asked-for", abilities: .init(plansFreely: false, takesGrammar: true),
            consent: false, http: http)
        return try await body(model, server)
    }
}

func withHTTPClient<T>(_ body: (HTTPClient) async throws -> T) async throws -> T {
    let http = HTTPClient.forModelServers()
    do {
        let result = try await body(http)
        try await http.shutdown()
        return result
    } catch {
        try await http.shutdown()
        throw error
    }
}

func modelRequest(_ text: String = "hello", constraint: ModelRequest.Constraint = .none) -> ModelRequest {
    ModelRequest(
        purpose: "test/1", messages: [ModelMessage(.user, text)], constraint: constraint, maxTokens: 50, seed: 3)
}
