import AirlockCore
import AirlockTestKit
import Foundation
import Synchronization
import Testing

@testable import AirlockModels

struct BackgroundProbeTests {
    /// A clock that the test sets, a table of its own, and one provider with what it is asked.
    private final class Ground: Sendable {
        let seconds = Mutex(Int64(1_000_000))
        let asked = Mutex<[String]>([])
        let table: ProbeTable
        private let folder = FileManager.default.temporaryDirectory.appending(path: "probes-\(UUID().uuidString)")

        init() { table = ProbeTable(path: folder.appending(path: "probes.json").path) }

        deinit { try? FileManager.default.removeItem(at: folder) }

        var world: World {
            World(
                now: { Timestamp(millisecondsSince1970: self.seconds.withLock { $0 } * 1000) }, newID: { "\($0)_1" })
        }

        func provider(_ script: @escaping @Sendable (ModelRequest) async throws -> String) -> RoutedProvider {
            let model = ScriptedModel { request in
                self.asked.withLock { $0.append(request.purpose) }
                return try await script(request)
            }
            return RoutedProvider(name: "p", model: model, retries: 0, leastTokensPerSecond: nil)
        }

        var probed: Int { asked.withLock { $0.count { $0.hasPrefix("probe.") } } }

        func wait(_ seconds: Int64) { self.seconds.withLock { $0 += seconds } }
    }

    /// Lets it look so often, and then ends it.
    private func looks(_ count: Int, _ between: @escaping @Sendable (Int) async throws -> Void)
        -> @Sendable ()
        async throws -> Void
    {
        let number = Mutex(0)
        return {
            let now = number.withLock { number in
                number += 1
                return number
            }
            if now > count { throw CancellationError() }
            try await between(now)
        }
    }

    @Test func `what has answered is probed once nobody has asked for a minute, and the router knows it`() async throws
    {
        let ground = Ground()
        let provider = ground.provider { request in request.constraint == .none ? "one two" : "prose" }
        let router = ModelRouter([provider], now: ground.world.now)
        let probe = BackgroundProbe(
            router, providers: [provider], table: ground.table, world: ground.world,
            pause: looks(4) { look in
                switch look {
                case 1: #expect(ground.probed == 0)
                case 2:
                    #expect(ground.probed == 0, "it has never answered")
                    _ = try await router.answer(modelRequest())
                    ground.wait(59)
                case 3:
                    #expect(ground.probed == 0, "somebody asked just now")
                    ground.wait(1)
                default: break
                }
            })
        await probe.run()
        #expect(ground.probed > 0)
        #expect(ground.table.results().first?.enforcesSchema == false)
    }

    @Test func `a question ends the probe at once, and it is tried again`() async throws {
        let ground = Ground()
        let (hung, isHung) = AsyncStream.makeStream(of: Void.self)
        let isFirst = Mutex(true)
        let provider = ground.provider { request in
            guard request.purpose == "probe.speed/1", isFirst.withLock({ $0 }) else { return "one two" }
            isFirst.withLock { $0 = false }
            isHung.yield()
            // Until it is cancelled.
            while !Task.isCancelled { await Task.yield() }
            throw AirlockError(.cancelled, "made way")
        }
        let router = ModelRouter([provider], now: ground.world.now)
        _ = try await router.answer(modelRequest())
        ground.wait(60)
        let probe = BackgroundProbe(
            router, providers: [provider], table: ground.table, world: ground.world,
            pause: looks(1_000) { look in
                await Task.yield()
                if look > 1 { ground.wait(60) }
            })
        let work = Task { await probe.run() }
        for await _ in hung { break }
        #expect(ground.table.results().isEmpty)
        #expect(try await router.answer(modelRequest()).text == "one two")
        await work.value
        #expect(ground.table.results().count == 1)
    }

    @Test func `what is known is not probed again`() async throws {
        let ground = Ground()
        let provider = ground.provider { _ in "one two" }
        let router = ModelRouter([provider], now: ground.world.now)
        try ground.table.keep([ProbeResult(provider: "p", modelID: "m", at: ground.world.now())])
        await BackgroundProbe(
            router, providers: [provider], table: ground.table, world: ground.world,
            pause: { Issue.record("it has nothing to wait for") }
        ).run()
        #expect(ground.probed == 0)
    }
}
