import AirlockCore
import AirlockServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct AirlockServerTests {
    @Test func `a port in use is an error that says how to choose another`() async throws {
        try await RunningServer.with { server in
            let second = AirlockServer(
                desk: server.desk, desktops: server.desktops, tokens: server.tokens, loginCodes: server.codes,
                tools: [],
                world: server.clock.world, version: "1", port: server.port)
            let error = await #expect(throws: AirlockError.self) { try await second.run { _ in } }
            #expect(error?.code == .unavailable)
            #expect(error?.message == "can't listen on 127.0.0.1:\(server.port): another program uses the port")
            #expect(error?.hint?.contains("--port") == true)
        }
    }
}
