import ArgumentParser

struct ModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Lists, fetches and serves models.",
        discussion: """
              airlock model list
              airlock model pull gpt-oss-20b
              airlock model serve 0.5b
              airlock model probe
            """,
        subcommands: [ModelList.self, ModelPull.self, ModelServe.self, ModelProbeCommand.self])
}
