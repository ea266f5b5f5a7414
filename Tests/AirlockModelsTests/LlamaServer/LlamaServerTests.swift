import AirlockCore
import AirlockModels
import AirlockTestKit
import AsyncHTTPClient
import Foundation
import Glibc
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

/// With the real server and the small model, where `scripts/fetch-models --model 0.5b --server` put them.
@Suite(.serialized)
struct LlamaServerTests {
    private static let cache = RealModel.cache
    private static let isThere = RealModel.isThere
    private static let missing = RealModel.missing

    @Test(.enabled(if: isThere, missing))
    func `the real server does what every language model must`() async throws {
        try await withServer { model, _, _ in
            try await LanguageModelConformance(model, contextTokens: 2_048).checkAll()
        }
    }

    @Test(.enabled(if: isThere, missing))
    func `its key is on no command line, and nobody gets in without it`() async throws {
        try await withServer { model, launched, http in
            let hash = RealModel.model.files.first?.sha256
            #expect(try await model.profile().fileSHA256 == hash)
            let circumstances = try #require(try await model.answer(modelRequest()).use.circumstances)
            #expect(circumstances.fileSHA256 == hash)
            #expect(circumstances.serverBuild?.isEmpty == false)
            #expect(circumstances.template?.hasPrefix("chat/") == true)
            #expect(circumstances.maxTokens == 50)
            let program = try #require(launched.withLock { $0.first }).program
            let key = try #require(program.environment["LLAMA_API_KEY"])
            #expect(!key.isEmpty)
            #expect(!program.argv.contains { $0.contains(key) })
            let socket = try #require(program.argv.first { $0.hasSuffix(".sock") })
            for (tried, status) in [("wrong", 401), (key, 200)] {
                let address = try #require(socket.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
                var request = HTTPClientRequest(url: "http+unix://\(address)/props")
                request.headers.add(name: "authorization", value: "Bearer \(tried)")
                let response = try await http.execute(request, timeout: .seconds(20))
                #expect(Int(response.status.code) == status)
                _ = try await response.body.collect(upTo: 1 << 20)
            }
        }
    }

    @Test(.enabled(if: isThere, missing))
    func `a server killed in mid-answer is started anew and the question answered`() async throws {
        try await withServer { model, launched, _ in
            _ = try await model.profile()
            var request = modelRequest("Write a long story about a lighthouse.")
            request.maxTokens = 40
            let isFirst = Mutex(true)
            let answer = try await model.answer(request) { _ in
                let isNow = isFirst.withLock { isFirst in
                    defer { isFirst = false }
                    return isFirst
                }
                guard isNow else { return }
                launched.withLock { if let first = $0.first { kill(first.processID, SIGKILL) } }
            }
            #expect(answer.use.usage.completionTokens == 40)
            #expect(launched.withLock { $0.count } == 2)
        }
    }

    /// It would answer in prose if it could not read the grammar: it fails open.
    @Test(.enabled(if: isThere, missing))
    func `the real server keeps to a grammar made of a schema`() async throws {
        let schemas: [JSONValue] = [
            [
                "type": "object", "required": ["name", "level"], "additionalProperties": false,
                "properties": [
                    "name": ["type": "string", "minLength": 2, "maxLength": 8],
                    "level": ["type": "integer", "minimum": 17, "maximum": 342],
                    "note": ["anyOf": [["type": "null"], ["enum": ["a\"b", "c\\d\n"]]]],
                ],
            ],
            [
                "$ref": "#/$defs/node",
                "$defs": [
                    "node": [
                        "type": "object", "required": ["leaf"], "additionalProperties": false,
                        "properties": [
                            "leaf": ["type": "boolean"],
                            "sub": ["type": "array", "maxItems": 1, "items": ["$ref": "#/$defs/node"]],
                        ],
                    ]
                ],
            ],
            ["prefixItems": [["const": 1], ["type": "number"]], "items": false, "minItems": 2],
        ]
        try await withServer { model, _, _ in
            for schema in schemas {
                let grammar = try SchemaGrammar(schema)
                var request = modelRequest("Write a poem about the sea.", constraint: .grammar(grammar.text))
                request.maxTokens = 120
                let answer = try await model.answer(request)
                if answer.isCut, schema["$ref"] != nil { continue }
                try JSONSchema(schema).check(try JSONValue(parsing: answer.text), as: "answer")
            }
        }
    }

    /// The small model doesn't know harmony; the grammar leads it through the format, written out in plain letters.
    @Test(.enabled(if: isThere, missing))
    func `the real server is asked in harmony, and its final message is the answer`() async throws {
        try await withServer(modelID: "gpt-oss-stand-in") { model, _, _ in
            let pieces = Mutex<[String]>([])
            let schema: JSONValue = [
                "type": "object", "required": ["sea"], "additionalProperties": false,
                "properties": ["sea": ["type": "string", "maxLength": 12]],
            ]
            var request = modelRequest("Name a sea.", constraint: .schema(schema))
            request.maxTokens = 300
            let answer: ModelAnswer
            do {
                answer = try await model.answer(request) { piece in pieces.withLock { $0.append(piece) } }
            } catch let error as AirlockError where error.message.contains("used up its 300 tokens") {
                // The stand-in never learnt harmony: it may think until its tokens are gone. That is said, and none of it shown.
                return #expect(pieces.withLock { $0 } == [])
            }
            #expect(pieces.withLock { $0.joined() } == answer.text)
            #expect(!answer.text.contains("<|") && !answer.reasoning.contains("<|"))
            #expect(answer.use.usage.completionTokens > 0 && answer.use.usage.promptTokens > 0)
            if !answer.isCut { try JSONSchema(schema).check(try JSONValue(parsing: answer.text), as: "answer") }
        }
    }

    @Test(.enabled(if: isThere, missing))
    func `with the local server stopped the next provider answers, and says in whose place`() async throws {
        try await withServer { local, launched, http in
            let stub = try FaultServer { connection in
                connection.sendHead(type: "application/json")
                connection.send(#"{"model":"stub","choices":[{"message":{"content":"from the second"}}]}"#)
            }
            let endpoint = try OpenAIEndpoint(
                name: "second", baseURL: "http://127.0.0.1:\(stub.port)",
                limits: .init(total: .seconds(20), stall: .seconds(20)), apiKey: { nil })
            let second = OpenAIModel(
                endpoint: endpoint, model: "stub", abilities: .init(plansFreely: false, takesGrammar: false),
                consent: false, http: http)
            let router = ModelRouter(
                [("local", local as any LanguageModel), ("second", second)].map {
                    RoutedProvider(name: $0.0, model: $0.1, retries: 0, leastTokensPerSecond: nil)
                }, now: { Timestamp(millisecondsSince1970: 0) })
            #expect(try await router.answer(modelRequest()).use.provider == "local")
            // Each new start is killed too, until the server is given up.
            let killer = Task {
                var killed = 0
                while !Task.isCancelled {
                    let all = launched.withLock { $0.map(\.processID) }
                    for processID in all[killed...] { kill(processID, SIGKILL) }
                    killed = all.count
                    try? await Task.sleep(for: .milliseconds(5))
                }
            }
            defer { killer.cancel() }
            let answer = try await router.answer(modelRequest())
            #expect(answer.text == "from the second")
            #expect(answer.use.passedOver?.map(\.provider) == ["local"])
        }
    }

    @Test func `a server that can't start says its last words, and is not tried for ever`() async throws {
        try await withScript("echo 'no such model' >&2; exit 3") { model, _ in
            for _ in 0..<4 {
                let error = await #expect(throws: AirlockError.self) { try await model.profile() }
                #expect(error?.code == .unavailable)
                #expect(error?.message.contains("status 3, its last words: no such model") == true)
            }
            let last = await #expect(throws: AirlockError.self) { try await model.profile() }
            #expect(last?.message.contains("started 4 times in ten minutes") == true)
            #expect(last?.message.contains("no such model") == true)
        }
    }

    @Test func `a server that is never ready is given up`() async throws {
        try await withScript("exec sleep 100", startLimit: .milliseconds(300)) { model, _ in
            let error = await #expect(throws: AirlockError.self) { try await model.profile() }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("not ready within 0.3 seconds") == true)
        }
    }

    @Test func `cancelling ends a start`() async throws {
        let (isLoading, load) = AsyncStream.makeStream(of: Void.self)
        try await withScript("exec sleep 100", loading: load) { model, _ in
            let task = Task { try await model.profile() }
            for await _ in isLoading { break }
            task.cancel()
            let error = await #expect(throws: AirlockError.self) { try await task.value }
            #expect(error?.code == .cancelled)
        }
    }

    @Test func `stopping ends a start`() async throws {
        let (isLoading, load) = AsyncStream.makeStream(of: Void.self)
        try await withScript("exec sleep 100", loading: load) { model, server in
            let task = Task { try await model.profile() }
            for await _ in isLoading { break }
            await server.stop()
            let error = await #expect(throws: AirlockError.self) { try await task.value }
            #expect(error?.code == .unavailable)
        }
    }

    /// Remembers what it started.
    private struct Recorder: ProcessLauncher {
        struct Launch: Sendable {
            let program: ServiceProgram
            let processID: Int32
        }
        final class Launches: Sendable {
            private let all = Mutex<[Launch]>([])
            func withLock<T: Sendable>(_ body: (inout sending [Launch]) -> sending T) -> T { all.withLock(body) }
        }

        let launches = Launches()

        func launch(_ service: ServiceProgram) async throws -> any RunningService {
            let running = try await DirectService(service)
            launches.withLock { $0.append(Launch(program: service, processID: running.processID)) }
            return running
        }
    }

    private func withServer(
        modelID: String? = nil, _ body: (LlamaServerModel, Recorder.Launches, HTTPClient) async throws -> Void
    ) async throws {
        try await withFolder { folder in
            var settings = LlamaServerSettings(
                cache: Self.cache, model: RealModel.model,
                placement: .processor(contextTokens: 2_048, threads: 2), socketFolder: folder)
            settings.modelID = modelID ?? settings.modelID
            let recorder = Recorder()
            try await run(settings, recorder) { model, _, http in try await body(model, recorder.launches, http) }
        }
    }

    private func withScript(
        _ script: String, startLimit: Duration = .seconds(60), loading: AsyncStream<Void>.Continuation? = nil,
        _ body: (LlamaServerModel, LlamaServer) async throws -> Void
    ) async throws {
        try await withFolder { folder in
            try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: "\(folder)/server"))
            chmod("\(folder)/server", 0o755)
            try Data().write(to: URL(filePath: "\(folder)/m.gguf"))
            let settings = LlamaServerSettings(
                binary: "\(folder)/server", weights: [.init(path: "\(folder)/m.gguf", sha256: nil)], modelID: "m",
                placement: .processor(contextTokens: 512, threads: 1), socketFolder: folder, startLimit: startLimit)
            try await run(settings, DirectLauncher(), loading) { model, server, _ in try await body(model, server) }
        }
    }

    private func run(
        _ settings: LlamaServerSettings, _ launcher: any ProcessLauncher,
        _ loading: AsyncStream<Void>.Continuation? = nil,
        _ body: (LlamaServerModel, LlamaServer, HTTPClient) async throws -> Void
    ) async throws {
        try await withHTTPClient { http in
            let server = LlamaServer(
                name: "local", settings: settings, limits: .init(total: .seconds(120), stall: .seconds(60)),
                launcher: launcher, http: http, world: .test
            ) { progress in if case .loading = progress { loading?.yield() } }
            let model = LlamaServerModel(name: "local", settings: settings, plansFreely: false, server: server)
            do {
                try await body(model, server, http)
                await server.stop()
            } catch {
                await server.stop()
                throw error
            }
        }
    }

    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "llama-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.path)
    }
}

extension World {
    /// Time stands still, ids are random.
    fileprivate static let test = World(
        now: { Timestamp(millisecondsSince1970: 0) }, newID: { "\($0)_\(UUID().uuidString)" })
}
