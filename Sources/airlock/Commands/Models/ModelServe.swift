import AirlockCore
import AirlockModels
import ArgumentParser
import Foundation

struct ModelServe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Runs a model as `airlock serve` would, until interrupted.",
        discussion: """
            The server runs in a sandbox as an ordinary user, sees only its model, and listens on a socket that is printed
            when it is ready. Other programs use models through `airlock serve`, at /v1/chat/completions.

              airlock model serve
              airlock model serve 0.5b --json
            """)

    @Argument(help: "auto, or a model of the catalogue.") var model = "auto"
    @Flag(help: "Print one JSON line when it is ready.") var json = false

    func run() async throws {
        let console = Console()
        try await reporting(console) {
            let environment = ProcessInfo.processInfo.environment
            let places = Places(environment: environment)
            var settings = try ConfigurationFile(path: places.configuration, environment: environment).load()
            var provider = Configuration.Provider(name: "local", kind: .llamaServer)
            provider.model = model
            settings.model.providers = [provider]
            let session = try await ModelSession(
                places: places, settings: settings, environment: environment, console: console)
            do {
                let caught = try await Signals.interruptible {
                    try await serve(session.parts, console)
                }
                _ = caught
            } catch {
                await session.close()
                throw error
            }
            await session.close()
        }
    }

    private func serve(_ parts: ModelParts, _ console: Console) async throws {
        guard let local = parts.locals.first else {
            throw AirlockError(
                .unavailable, "no model that fits is in the cache, or no llama-server",
                hint: "airlock model list; airlock model pull NAME --server")
        }
        let server = try await local.server()
        console.show("starting \(model)")
        let profile = try await parts.router.profile()
        console.clear()
        let address = try await server.address()
        if json {
            let line: JSONValue = [
                "id": .string(profile.modelID), "socket": .string(address),
                "file_sha256": .string(profile.fileSHA256 ?? ""),
            ]
            console.result(line.canonicalText)
        } else {
            console.result("\(profile.modelID) is ready on \(address)")
        }
        try await server.untilGone()
    }
}
