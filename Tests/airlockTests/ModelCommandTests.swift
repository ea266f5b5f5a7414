import AirlockCore
import Foundation
import Testing

@testable import airlock

struct ModelCommandTests {
    /// Runs doctor beside a driver that shows one card with so many MiB.
    private func models(card total: Int, free: Int) async throws -> JSONValue {
        let place = try Installation()
        let driver = place.folder + "/nvidia-smi"
        let script = """
            #!/bin/sh
            case "$*" in
            *--query-gpu*) echo 'Test Card, \(total), \(free), 570.1' ;;
            *) echo '| CUDA Version: 12.8 |' ;;
            esac
            """
        try Data(script.utf8).write(to: URL(filePath: driver))
        chmod(driver, 0o755)
        let result = try await place.run("model", "list", "--json", environment: ["AIRLOCK_NVIDIA_SMI": driver])
        #expect(result.status == 0, "\(result.errors)")
        return try JSONValue(parsing: Array(result.output.trimmingCharacters(in: .whitespacesAndNewlines).utf8))
    }

    private func model(_ name: String, in report: JSONValue) throws -> JSONValue {
        let models = report["models"]?.array ?? []
        return try #require(models.first { $0["name"]?.string == name })
    }

    @Test func `on 24 GB gpt-oss is whole on the card, and its command says so`() async throws {
        let report = try await models(card: 24_564, free: 24_000)
        #expect(report["cuda"] == "12.8")
        let model = try model("gpt-oss-20b", in: report)
        #expect(model["plan"]?["extent"] == "graphics")
        let command = (model["command"]?.array ?? []).compactMap(\.string).joined(separator: " ")
        #expect(command.contains("-c 131072 -np 4"))
        #expect(command.contains("-ngl 25 -fa on"))
    }

    @Test(arguments: [(12_282, 11_900), (8_188, 7_900)])
    func `on less memory part of it stays beside the card`(total: Int, free: Int) async throws {
        let report = try await models(card: total, free: free)
        let model = try model("gpt-oss-20b", in: report)
        #expect(model["plan"]?["extent"] == "shared")
        let layers = try #require(model["plan"]?["experts_in_memory"]?.integer)
        let bytes = try #require(model["plan"]?["graphics"]?["total"]?.integer)
        #expect(layers > 0)
        #expect(bytes <= free << 20)
    }

    @Test func `without a card gpt-oss is not for this machine`() async throws {
        let place = try Installation()
        let none = try await place.run("model", "list", environment: ["AIRLOCK_NVIDIA_SMI": "/nowhere"])
        #expect(none.output.contains("it is of use on a graphics card only, and this machine has none"))
    }

    /// A program that notes each time that it is asked.
    private func driver(in place: Installation) throws -> (path: String, asked: () -> Bool) {
        let (path, note) = (place.folder + "/nvidia-smi", place.folder + "/asked")
        try Data("#!/bin/sh\necho asked >>'\(note)'\nexit 9\n".utf8).write(to: URL(filePath: path))
        chmod(path, 0o755)
        return (path, { FileManager.default.fileExists(atPath: note) })
    }

    @Test func `a start that needs no model doesn't ask the graphics driver`() async throws {
        let place = try Installation()
        let driver = try driver(in: place)
        let environment = ["AIRLOCK_NVIDIA_SMI": driver.path]
        // An address that isn't there: the job goes on by keywords.
        let settings =
            "model:\n  providers: [{name: gone, kind: vllm, base_url: \"http://127.0.0.1:1/v1\", model: m}]\n"
        try Data(settings.utf8).write(to: URL(filePath: place.home + "/config.yaml"))
        let result = try await place.run(
            "run", "--plan-only", "Create a Python project called demo", environment: environment)
        #expect(result.status == 0, "\(result.errors)")
        #expect(!driver.asked())
        _ = try await place.run("model", "list", environment: environment)
        #expect(driver.asked())
    }

    @Test func `a signal ends the script that fetches, with all that it started`() async throws {
        let place = try Installation()
        // A checkout of its own, whose script does nothing but wait for a program that it started.
        let (folder, note) = (place.folder + "/checkout", place.folder + "/waiting")
        try FileManager.default.createDirectory(atPath: folder + "/scripts", withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: Installation.binary, toPath: folder + "/airlock")
        let script = "#!/bin/sh\nsleep 300 &\necho $! >'\(note).new'\nmv '\(note).new' '\(note)'\nwait\n"
        try Data(script.utf8).write(to: URL(filePath: folder + "/scripts/fetch-models"))
        chmod(folder + "/scripts/fetch-models", 0o755)
        let cache = place.folder + "/cache"
        try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
        let program = try await RunningProgram.start(
            folder + "/airlock", ["model", "pull", "0.5b"],
            environment: place.environment(["AIRLOCK_CACHE": cache, "AIRLOCK_NO_HUB": "1"]))
        while !FileManager.default.fileExists(atPath: note) { await Task.yield() }
        let text = try String(contentsOfFile: note, encoding: .utf8)
        let sleeper = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        let status = await program.end(by: SIGTERM)
        #expect(status == 130)
        // Whoever inherits it may take a moment to bury it.
        let stat = "/proc/\(sleeper)/stat"
        while let line = try? String(contentsOfFile: stat, encoding: .utf8), !line.contains(") Z") {
            await Task.yield()
        }
    }

    @Test func `a model that isn't known is refused with those that are`() async throws {
        let result = try await Installation().run("model", "pull", "gpt-5")
        #expect(result.status != 0)
        #expect(result.errors.contains("known: gpt-oss-120b, gpt-oss-20b, 1.5b, 0.5b"))
    }

    @Test(arguments: [0o644, 0o640])
    func `a key file that others can read is refused`(mode: Int) throws {
        let place = try Installation()
        let file = place.folder + "/key"
        try Data("secret-key\n".utf8).write(to: URL(filePath: file))
        chmod(file, mode_t(mode))
        var provider = Configuration.Provider(name: "cloud", kind: .groq)
        provider.apiKeyFile = file
        let refused = #expect(throws: AirlockError.self) { try ProviderKey(provider, usually: "K", environment: [:]) }
        #expect(refused?.message.contains("can be read by others") == true)
        chmod(file, 0o600)
        let key = try ProviderKey(provider, usually: "K", environment: ["K": "other"])
        #expect(key.current == "secret-key")
    }

    /// Answers every chat completion with a few words.
    private static let stub = """
        import http.server, sys
        class Stub(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers.get("content-length", 0)))
                body = b'{"model":"stub","choices":[{"message":{"content":"Git hooks are scripts."},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4}}'
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *_): pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Stub)
        print(server.server_port, flush=True)
        server.serve_forever()
        """

    @Test func `with the first provider down a job goes on through the second, and the report says so`() async throws {
        let place = try Installation()
        let server = try await RunningProgram.start(
            "/usr/bin/python3", ["-c", Self.stub], environment: place.environment())
        defer { kill(server.processID, SIGTERM) }
        let port = String(decoding: await server.firstLine(), as: UTF8.self)
        let settings = """
            model:
              providers:
                - {name: local, kind: llama-server, base_url: "http://127.0.0.1:1/v1", model: gone}
                - {name: second, kind: vllm, base_url: "http://127.0.0.1:\(port)/v1", model: stub, plans_freely: false}
            """
        try Data(settings.utf8).write(to: URL(filePath: place.home + "/config.yaml"))
        let result = try await place.run("run", "--json", "Explain what git hooks are")
        let text = result.output + result.errors
        #expect(text.contains(#""passed_over":[{"provider":"local","reason":"#), "\(text.suffix(3000))")
        #expect(text.contains(#""answered_by":["second"]"#))
    }
}
