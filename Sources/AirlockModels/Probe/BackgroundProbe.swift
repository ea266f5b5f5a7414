public import AirlockCore
import Synchronization

/// Probes providers that were never probed, when nobody asks anything: a question that comes meanwhile ends the probe at once,
/// and it is tried again another time. It starts nothing: only what has answered before is probed.
public struct BackgroundProbe: Sendable {
    /// How long nobody must have asked.
    private static let idleSeconds = 60
    /// What is known of a provider is believed for so long.
    private static let seconds = 30 * 86_400
    /// Longer prompts take a processor minutes; `airlock model probe` tries them.
    private static let longestContext = 2048

    private let router: ModelRouter
    private let providers: [RoutedProvider]
    private let table: ProbeTable
    private let world: World
    private let pause: @Sendable () async throws -> Void

    /// - Parameter providers: Those of the router that cost nobody anything: on this machine.
    /// - Parameter pause: Returns when it is time to look again; if it throws, probing ends.
    public init(
        _ router: ModelRouter, providers: [RoutedProvider], table: ProbeTable, world: World,
        pause: @escaping @Sendable () async throws -> Void = { try await Task.sleep(for: .seconds(30)) }
    ) {
        self.router = router
        self.providers = providers
        self.table = table
        self.world = world
        self.pause = pause
    }

    /// Returns when all are known, or when it is cancelled.
    public func run() async {
        var left = providers.filter { provider in
            !table.results().contains {
                $0.provider == provider.name && world.now() < $0.at.advanced(bySeconds: Self.seconds)
            }
        }
        while !left.isEmpty, !Task.isCancelled {
            guard (try? await pause()) != nil else { return }
            guard let provider = await idle(among: left), let outcome = await probe(provider) else { continue }
            if let result = outcome.known {
                try? table.keep([result])
                await router.learn([result])
            }
            left.removeAll { $0.name == provider.name }
        }
    }

    private func idle(among providers: [RoutedProvider]) async -> RoutedProvider? {
        for provider in providers {
            if await router.isIdle(for: Self.idleSeconds, answered: provider.name) { return provider }
        }
        return nil
    }

    private struct Outcome: Sendable {
        /// Nil if the provider did not answer.
        var known: ProbeResult?
    }

    /// - Returns: Nil if it made way.
    private func probe(_ provider: RoutedProvider) async -> Outcome? {
        let probe = ModelProbe(provider, world: world, longestContext: Self.longestContext)
        let madeWay = Flag()
        let work = Task { try? await probe.run { _ in } }
        let makeWay: @Sendable () -> Void = {
            madeWay.raise()
            work.cancel()
        }
        if await !router.onQuestion(makeWay) { makeWay() }
        let result = await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            makeWay()
        }
        await router.onQuestion {}
        return madeWay.isRaised ? nil : Outcome(known: result)
    }
}

private final class Flag: Sendable {
    private let state = Mutex(false)

    var isRaised: Bool { state.withLock { $0 } }

    func raise() { state.withLock { $0 = true } }
}
