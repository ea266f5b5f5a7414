import AirlockCore
import AirlockStore
import ArgumentParser
import Foundation

struct TokensCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokens", abstract: "Makes and ends access tokens. Stop the server first.",
        discussion: "  airlock tokens create editor --scope run\n  airlock tokens list\n  airlock tokens revoke editor",
        subcommands: [Create.self, List.self, Revoke.self])

    struct Create: AsyncParsableCommand {
        @Argument(help: "A name of your own, e.g. the program that will use it.") var name: String
        @Option(help: "run (call tools, run jobs), approve (also decide), admin (all).") var scope = "run"

        func run() async throws {
            try await TokensCommand.withTokens { tokens, console in
                guard let scope = TokenScope(rawValue: scope) else {
                    throw AirlockError(.invalidRequest, "no scope \(scope)", hint: "run, approve or admin")
                }
                console.result(try await tokens.create(name: name, scope: scope))
                console.say("It is shown this once.")
            }
        }
    }

    struct List: AsyncParsableCommand {
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await TokensCommand.withTokens { tokens, console in
                let all = try await tokens.list()
                if json { return console.result(try JSONValue(encoding: all).canonicalText) }
                for token in all {
                    let end = token.revokedAt.map { "revoked \($0)" } ?? "good"
                    console.result("\(token.name)  \(token.scope.rawValue)  \(token.createdAt)  \(end)")
                }
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        @Argument(help: "The token's name.") var name: String

        func run() async throws {
            try await TokensCommand.withTokens { tokens, console in
                try await tokens.revoke(name)
                console.result("\(name): revoked")
            }
        }
    }

    static func withTokens(_ body: (any TokenAuthority, Console) async throws -> Void) async throws {
        let console = Console()
        try await reporting(console) {
            let places = Places(environment: ProcessInfo.processInfo.environment)
            let folder = try StateFolder.take(places.home, minimumFreeBytes: 0)
            let store = try Store(folder, world: .live)
            defer { store.close() }
            _ = try await store.tokens.installationToken(in: folder)
            try await body(store.tokens, console)
        }
    }
}
