import AirlockCore
import AirlockModels
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// The real llama-server with one small model, without a sandbox, on a loopback port with its counters on.
final class RealServer: Sendable {
    let base: String
    private let root: String
    private let processID: Int32
    private let http: HTTPClient

    private init(root: String, processID: Int32, http: HTTPClient) {
        self.root = root
        self.processID = processID
        self.http = http
        base = root + "/v1"
    }

    static func start(_ binary: String, model: String, http: HTTPClient) async throws -> RealServer {
        let port = 20_000 + Int(getpid()) % 20_000
        let process = Process()
        process.executableURL = URL(filePath: binary)
        process.arguments = [
            "-m", model, "--host", "127.0.0.1", "--port", "\(port)", "-c", "8192", "-np", "1", "-t", "2", "-tb", "2",
            "--jinja", "--metrics", "--device", "none", "--offline",
        ]
        let library = URL(filePath: binary).deletingLastPathComponent().path
        process.environment = ["LD_LIBRARY_PATH": library, "PATH": "/usr/bin:/bin", "HOME": "/tmp"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let server = RealServer(
            root: "http://127.0.0.1:\(port)", processID: process.processIdentifier, http: http)
        for _ in 0..<1200 {
            if let status = try? await server.get("/health").0, status == 200 { return server }
            try await Task.sleep(for: .milliseconds(100))
        }
        server.stop()
        throw AirlockError(.unavailable, "llama-server was not ready within two minutes")
    }

    /// By a signal that can't be blocked.
    func stop() { kill(processID, SIGKILL) }

    /// Prompt tokens that it computed, all in all: those from its cache are not among them.
    func computedPromptTokens() async throws -> Int {
        let text = try await get("/metrics").1
        for line in text.split(separator: "\n") where line.hasPrefix("llamacpp:prompt_tokens_total ") {
            if let value = line.split(separator: " ").last.flatMap({ Double($0) }) { return Int(value) }
        }
        throw AirlockError(.backendFailed, "the server's /metrics has no llamacpp:prompt_tokens_total")
    }

    private func get(_ path: String) async throws -> (Int, String) {
        var request = HTTPClientRequest(url: root + path)
        request.headers.add(name: "connection", value: "close")
        let response = try await http.execute(request, timeout: .seconds(10))
        let body = try await response.body.collect(upTo: 1 << 20)
        return (Int(response.status.code), String(buffer: body))
    }
}
