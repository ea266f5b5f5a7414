import AirlockCore
import AirlockTestKit
import Foundation
import Synchronization
import Testing

@testable import AirlockModels

struct ModelProbeTests {
    private static let world = World(
        now: { Timestamp(millisecondsSince1970: 1000) }, newID: { "\($0)_1" })

    private func probe(
        longest: Int = 4096, world: World = world,
        calls: @escaping @Sendable (ModelRequest) -> [ModelCall] = { request in
            let path: JSONValue = ["path": "notes/today.txt"]
            return request.tools.map(\.name).contains("read_file")
                ? [ModelCall(id: "1", name: "read_file", arguments: path)] : []
        }, _ script: @escaping @Sendable (ModelRequest) async throws -> String
    ) async throws -> ProbeResult {
        let provider = RoutedProvider(
            name: "p", model: ScriptedModel(calls: calls, script: script), retries: 0, leastTokensPerSecond: nil)
        return try await ModelProbe(provider, world: world, longestContext: longest).run { _ in }
    }

    /// Sees only the last `context` tokens of a prompt, at four bytes each, as a server that cuts it silently.
    private static func word(in request: ModelRequest, context: Int) -> String {
        let seen = String(request.messages[0].content.suffix(context * 4))
        guard let place = seen.range(of: "The secret word is ") else { return "nail" }
        return String(seen[place.upperBound...].prefix { $0 != "." })
    }

    private static func good(_ request: ModelRequest, context: Int) -> String {
        switch request.purpose {
        case "probe.schema/1": #"{"colour":"amber"}"#
        case "probe.context/1": word(in: request, context: context)
        default: "one two three four"
        }
    }

    @Test func `a provider that does all it should is found to`() async throws {
        let result = try await probe { Self.good($0, context: 1 << 20) }
        #expect(result.effectiveContext == 4096)
        #expect(result.contextEnds == nil)
        #expect(result.enforcesSchema == true)
        #expect(result.callsTools == true)
        #expect(result.streams == true)
        #expect(result.repeatsForSeed == true)
        // Its clock stands still, so nothing is known of its speed.
        #expect(result.tokensPerSecond == nil)
        #expect(result.cachesPrompts == nil)
    }

    @Test func `a context that is cut silently is measured, not believed`() async throws {
        let result = try await probe(longest: 16_384) { Self.good($0, context: 2_500) }
        #expect(result.effectiveContext == 2048)
        #expect(result.contextEnds == true)
    }

    @Test func `after a prompt that took over a minute no longer one is tried`() async throws {
        let clock = Mutex<Int64>(0)
        let world = World(
            now: { Timestamp(millisecondsSince1970: clock.withLock { $0 }) }, newID: { "\($0)_1" })
        let result = try await probe(longest: 16_384, world: world) { request in
            // A prompt of 2,048 tokens takes longer than the patience, and one of 1,024 doesn't.
            if request.purpose == "probe.context/1" {
                clock.withLock { $0 += Int64(request.messages[0].content.utf8.count) * 4 }
            }
            return Self.good(request, context: 1 << 20)
        }
        #expect(result.effectiveContext == 2048)
        #expect(result.contextEnds == nil)
    }

    @Test func `a schema that is ignored and a tool that is wrong are seen`() async throws {
        let wrong = ModelCall(id: "1", name: "delete_file", arguments: ["path": "notes/today.txt"])
        let calls: @Sendable (ModelRequest) -> [ModelCall] = { $0.tools.isEmpty ? [] : [wrong] }
        let result = try await probe(calls: calls) { request in
            switch request.purpose {
            case "probe.schema/1": "It is sunny."
            default: "one two"
            }
        }
        #expect(result.enforcesSchema == false)
        #expect(result.callsTools == false)
        #expect(result.effectiveContext == nil)
    }

    @Test func `what fails stays unknown`() async throws {
        let count = Mutex(0)
        let result = try await probe { request in
            guard request.purpose == "probe.speed/1" else {
                count.withLock { $0 += 1 }
                throw AirlockError(.backendFailed, "no")
            }
            return "one two"
        }
        #expect(result.enforcesSchema == nil)
        #expect(result.repeatsForSeed == nil)
        #expect(result.effectiveContext == nil)
        #expect(count.withLock { $0 } == 5)
    }

    @Test func `results are kept by provider, and a damaged table is no knowledge`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "probe-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let table = ProbeTable(path: folder.appending(path: "probes.json").path)
        #expect(table.results().isEmpty)
        var first = ProbeResult(provider: "a", modelID: "m", at: Timestamp(millisecondsSince1970: 5))
        let second = ProbeResult(provider: "b", modelID: "m", at: Timestamp(millisecondsSince1970: 6))
        try table.keep([first, second])
        first.effectiveContext = 2048
        try table.keep([first])
        #expect(table.results() == [second, first])
        try Data("{".utf8).write(to: folder.appending(path: "probes.json"))
        #expect(table.results().isEmpty)
    }
}
