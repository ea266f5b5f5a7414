import AirlockCore
import Foundation

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
        return FileManager.default.isExecutableFile(atPath: places.modelServer)
    }

    func process(_ arguments: [String], environment: [String: String] = [:]) -> (Process, Pipe, Pipe) {
        let process = Process()
        process.executableURL = URL(filePath: Self.binary)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["AIRLOCK_HOME": home]) { $1 }
            .merging(environment) { $1 }
        let (output, errors) = (Pipe(), Pipe())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        return (process, output, errors)
    }

    /// Runs the command line to its end.
    func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> (
        status: Int32, output: String, errors: String
    ) { try await run(arguments, environment: environment) }

    func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> (
        status: Int32, output: String, errors: String
    ) {
        let (process, output, errors) = process(arguments, environment: environment)
        try process.run()
        async let text = Self.all(of: output)
        async let complaint = Self.all(of: errors)
        let result = (await text, await complaint)
        process.waitUntilExit()
        return (process.terminationStatus, result.0, result.1)
    }

    func serve() async throws -> ServerProcess { try await ServerProcess(self) }

    /// Read on a thread of its own: a blocked read must not hold one of the few threads that tasks share.
    static func firstLine(of pipe: Pipe) async -> [UInt8] {
        await withCheckedContinuation { done in
            let reader = Thread {
                var line: [UInt8] = []
                while let byte = try? pipe.fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
                    line.append(byte)
                }
                done.resume(returning: line)
            }
            reader.start()
        }
    }

    private static func all(of pipe: Pipe) async -> String {
        await withCheckedContinuation { done in
            let reader = Thread {
                let data = pipe.fileHandleForReading.readDataToEndOfFile()
                done.resume(returning: String(decoding: data, as: UTF8.self))
            }
            reader.start()
        }
    }
}

/// A running `airlock serve`.
final class ServerProcess: Sendable {
    let client: AirlockClient
    private let pid: Int32

    init(_ installation: Installation) async throws {
        let (process, output, _) = installation.process(["serve", "--port", "0", "--json"])
        process.standardError = FileHandle.standardError
        try process.run()
        pid = process.processIdentifier
        let line = await Installation.firstLine(of: output)
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
    func reload() { kill(pid, SIGHUP) }

    /// Asks until it holds; a test's time limit ends it otherwise.
    func until(_ holds: () async throws -> Bool) async throws {
        while try await !holds() { try Task.checkCancellation() }
    }

    func stop() async {
        await client.close()
        kill(pid, SIGTERM)
    }

    func killAtOnce() async {
        kill(pid, SIGKILL)
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
