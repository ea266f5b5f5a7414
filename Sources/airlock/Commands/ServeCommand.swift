import AirlockCore
import ArgumentParser
import Foundation

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serves the HTTP interface and the web page on this machine.",
        discussion: """
              airlock serve
              airlock serve --port 0 --json      # prints {"url","token_file","login_url","pid"} when it is ready
            """)

    @Option(help: "Port on 127.0.0.1; 0 for any free one. Default: server.port of the configuration.")
    var port: Int?

    @Flag(help: "Print one JSON line when the server is ready.")
    var json = false

    func run() async throws {
        let console = Console()
        try await reporting(console) {
            let environment = ProcessInfo.processInfo.environment
            let places = Places(environment: environment)
            let settings = try ConfigurationFile(path: places.configuration, environment: environment).load()
            let server = try await RunningServer.start(
                places: places, settings: settings, environment: environment,
                port: .exactly(port ?? settings.server.port), console: console)
            let reloading = server.followPolicy { console.say("airlock: \($0)") }
            defer { reloading.cancel() }
            announce(server, places, console)
            _ = try await Signals.interruptible { try await server.wait() }
            await server.stop()
        }
    }

    private func announce(_ server: RunningServer, _ places: Places, _ console: Console) {
        if json {
            let line: JSONValue = [
                "url": .string(server.url), "token_file": .string(places.token),
                "login_url": .string(server.loginURL), "pid": .integer(Int64(getpid())),
            ]
            console.result(line.canonicalText)
        } else {
            console.result("Airlock listens on \(server.url)\nOpen \(server.loginURL) (good once)")
        }
    }
}
