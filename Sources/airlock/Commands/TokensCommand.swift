import AirlockCore
import AirlockStore
import ArgumentParser
import Foundation

struct TokensCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokens", abstract: "Makes and ends access tokens and whitelist tokens.",
        discussion: """
              airlock tokens create editor --scope run --tool file_ops --tool shell_exec --path src
              airlock tokens list
              airlock tokens revoke editor
              airlock tokens grant direct.editor "make deploy" --uses 3 --minutes 30

            create, list and revoke need the server to be stopped.
            """,
        subcommands: [Create.self, List.self, Revoke.self, GrantCommand.self, GrantsCommand.self, EndGrantCommand.self])

    struct Create: AsyncParsableCommand {
        @Argument(help: "A name of your own, e.g. the program that will use it.") var name: String
        @Option(help: "run (call tools, run jobs), approve (also decide), admin (all).") var scope = "run"
        @Option(help: "A tool that it may call; may be repeated. Default: every tool.") var tool: [String] = []
        @Option(help: "A folder or file that its calls may name and change; may be repeated. Default: all.")
        var path: [String] = []
        @Option(
            help: ArgumentHelp(
                "What a parameter may be, e.g. git_ops.action=status,log; may be repeated.",
                valueName: "tool.parameter=value,…")) var parameter: [String] = []

        func run() async throws {
            try await TokensCommand.withTokens { tokens, console in
                guard let scope = TokenScope(rawValue: scope) else {
                    throw AirlockError(.invalidRequest, "no scope \(scope)", hint: "run, approve or admin")
                }
                console.result(try await tokens.create(name: name, scope: scope, limits: try limits()))
                console.say("It is shown this once.")
            }
        }

        private func limits() throws(AirlockError) -> AccessLimits {
            var paths: [WorkspacePath] = []
            for folder in path { paths.append(try WorkspacePath(folder)) }
            var parameters: [ParameterLimit] = []
            for text in parameter { parameters.append(try Self.parameter(text)) }
            return AccessLimits(
                tools: tool.isEmpty ? nil : tool, paths: paths.isEmpty ? nil : paths, parameters: parameters)
        }

        private static func parameter(_ text: String) throws(AirlockError) -> ParameterLimit {
            let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
            let names = sides.first?.split(separator: ".", maxSplits: 1).map(String.init) ?? []
            guard sides.count == 2, names.count == 2 else {
                throw AirlockError(
                    .invalidRequest, "\(text.debugDescription) is no limit of a parameter",
                    hint: "e.g. --parameter git_ops.action=status,log")
            }
            return ParameterLimit(
                tool: names[0], name: names[1], values: sides[1].split(separator: ",").map(String.init))
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
                    let limits =
                        token.limits == .all ? "" : "  " + (try JSONValue(encoding: token.limits).canonicalText)
                    console.result("\(token.name)  \(token.scope.rawValue)  \(token.createdAt)  \(end)\(limits)")
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
