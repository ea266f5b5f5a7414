import AirlockCore
import AirlockModels
import ArgumentParser
import Foundation
import Synchronization

struct ModelProbeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe", abstract: "Finds out what each configured provider really does.",
        discussion: """
            Effective context, schema enforcement, tool calls, streaming, repeatability, prompt cache and speed. It takes
            minutes on a processor; no longer prompt is tried once one took over a minute. What is found is kept, and decides which provider is asked first; it forbids nothing.

              airlock model probe
              airlock model probe local --context 8192
              airlock model probe --json
            """)

    @Argument(help: "Only this provider of the configuration.") var provider: String?
    @Option(help: "The longest prompt that is tried, in tokens.") var context = 16_384
    @Flag(help: "Print one JSON object.") var json = false

    func validate() throws {
        guard (512...1_048_576).contains(context) else {
            throw ValidationError("--context is not from 512 to 1048576")
        }
    }

    func run() async throws {
        let console = Console()
        try await reporting(console) {
            let environment = ProcessInfo.processInfo.environment
            let places = Places(environment: environment)
            let settings = try ConfigurationFile(path: places.configuration, environment: environment).load()
            let session = try await ModelSession(
                places: places, settings: settings, environment: environment, console: console)
            let chosen = session.parts.providers.filter { provider == nil || $0.name == provider }
            guard !chosen.isEmpty else {
                await session.close()
                throw AirlockError(
                    .unavailable, "no such provider is configured and can run here",
                    hint: "see model.providers of config.yaml, and `airlock model list`")
            }
            let table = ProbeTable(path: places.probes)
            let found = Mutex<[ProbeResult]>([])
            let signal: Int32?
            do {
                signal = try await Signals.interruptible {
                    for one in chosen {
                        guard let result = try await probe(one, console) else { continue }
                        // At once, so that an interruption loses no other provider's.
                        try table.keep([result])
                        found.withLock { $0.append(result) }
                    }
                }
            } catch {
                await session.close()
                throw error
            }
            await session.close()
            console.clear()
            guard signal == nil else { throw ExitStatus.interrupted }
            let results = found.withLock { $0 }
            guard !results.isEmpty else { throw AirlockError(.unavailable, "no provider answers") }
            if json {
                console.result(try JSONValue(encoding: results).canonicalText)
            } else {
                for result in results { console.result(Self.text(result)) }
            }
        }
    }

    /// - Returns: Nil for one that doesn't answer, which is said.
    private func probe(_ provider: RoutedProvider, _ console: Console) async throws -> ProbeResult? {
        do {
            return try await ModelProbe(provider, world: .live, longestContext: context).run {
                console.show("\(provider.name): \($0)")
            }
        } catch {
            try Task.checkCancellation()
            console.say("\(provider.name): \(AirlockError(error, otherwise: .backendFailed).message)")
            return nil
        }
    }

    private static func text(_ result: ProbeResult) -> String {
        func word(_ flag: Bool?) -> String { flag.map { $0 ? "yes" : "no" } ?? "unknown" }
        let speed = result.tokensPerSecond.map { "\(($0 * 10).rounded() / 10)" } ?? "unknown"
        return """
            \(result.provider): \(result.modelID)
              effective context  \(result.effectiveContext.map { "\($0) tokens" } ?? "unknown")
              enforces a schema  \(word(result.enforcesSchema))
              calls tools        \(word(result.callsTools))
              streams            \(word(result.streams))
              repeats for a seed \(word(result.repeatsForSeed))
              caches prompts     \(word(result.cachesPrompts))
              tokens a second    \(speed)
            """
    }
}
