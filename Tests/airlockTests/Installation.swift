import AirlockCore
import AirlockModels
import Foundation
import Subprocess
import SystemPackage

@testable import airlock

/// A state folder of its own and the real binary; the cache (model, server, index) is the machine's.
final class Installation: Sendable {
    let folder: String
    let home: String

    init() throws {
        folder = NSTemporaryDirectory() + "airlock-test-" + World.live.newID("e2e")
        home = folder + "/home"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// `.build/debug/airlock`, beside the test bundle.
    static let binary: String = {
        let bundle = URL(filePath: Swift.CommandLine.arguments.first ?? "").resolvingSymlinksInPath()
        let near = [bundle.deletingLastPathComponent(), URL(filePath: ".build/debug", relativeTo: .currentDirectory())]
        return near.map { $0.appending(path: "airlock").path }
            .first { FileManager.default.isExecutableFile(atPath: $0) } ?? "airlock"
    }()

    /// Whether a model and its server are in the cache, as `scripts/bootstrap --for-tests` puts them there.
    static var hasModel: Bool {
        let places = Places(environment: ProcessInfo.processInfo.environment)
        return ModelCache(folder: places.cache).hasServer
    }

    /// What every program of a test is started with.
    func environment(_ more: [String: String] = [:]) -> [[UInt8]] {
        let all = ProcessInfo.processInfo.environment.merging(["AIRLOCK_HOME": home]) { $1 }.merging(more) { $1 }
        return all.map { Array("\($0)=\($1)\0".utf8) }
    }

    /// Runs the command line to its end.
    func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> (
        status: Int32, output: String, errors: String
    ) { try await run(arguments, environment: environment) }

    func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> (
        status: Int32, output: String, errors: String
    ) {
        let result = try await Subprocess.run(
            .path(FilePath(Self.binary)), arguments: Arguments(arguments),
            environment: .custom(self.environment(environment)), output: .string(limit: 16 << 20),
            error: .string(limit: 16 << 20))
        return (result.terminationStatus.number, result.standardOutput, result.standardError)
    }

    func serve() async throws -> ServerProcess { try await ServerProcess(self) }
}

/// A running `airlock serve`.
final class ServerProcess: Sendable {
    let client: AirlockClient
    private let program: RunningProgram

    init(_ installation: Installation) async throws {
        program = try await RunningProgram.start(
            Installation.binary, ["serve", "--port", "0", "--json"], environment: installation.environment())
        let line = await program.firstLine()
        let ready = try JSONValue(parsing: line)
        let file = ready["token_file"]?.string ?? ""
        let token = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        client = AirlockClient(url: ready["url"]?.string ?? "", token: token)
    }

    func tool(_ name: String, _ body: JSONValue) async throws -> JSONValue {
        try await client.envelope("/tool/\(name)", body)
    }

    /// Waits for a pending call's outcome.
    func outcome(of request: String) async throws -> JSONValue {
        while true {
            let answer = try await client.envelope("/requests/\(request)", nil)
            if answer["status"]?.string != "pending" { return answer }
            await Task.yield()
        }
    }

    /// Has it read its policy file anew.
    func reload() { kill(program.processID, SIGHUP) }

    /// Asks until it holds; a test's time limit ends it otherwise.
    func until(_ holds: () async throws -> Bool) async throws {
        while try await !holds() { try Task.checkCancellation() }
    }

    /// Asks it to end, and returns when it has.
    func stop() async {
        await client.close()
        _ = await program.end(by: SIGTERM)
    }

    func killAtOnce() async {
        _ = await program.end(by: SIGKILL)
        await client.close()
    }
}

extension AirlockClient {
    /// The answer's body, also of an error.
    func envelope(_ path: String, _ body: JSONValue?) async throws -> JSONValue {
        let (_, bytes) = try await exchange(body == nil ? "GET" : "POST", path, body)
        return try JSONValue(parsing: bytes)
    }
}
