import AirlockCore
import AirlockSearch
import ArgumentParser
import Foundation

struct IndexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index", abstract: "Brings the index of the documentation on this machine up to date.",
        discussion: """
            Reads what is new or changed and forgets what is gone. Without folders: the documentation of git, CMake, Bash,
            Node and Python where it is installed.

              airlock index
              airlock index /usr/share/doc/git/html ~/notes
            """)

    @Argument(help: "Folders to index.") var folders: [String] = []
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let console = Console()
        try await reporting(console) {
            let places = Places(environment: ProcessInfo.processInfo.environment)
            try FileManager.default.createDirectory(atPath: places.cache, withIntermediateDirectories: true)
            let roots =
                folders.isEmpty
                ? DocumentationFolders.present() : folders.map { URL(filePath: $0).standardizedFileURL.path }
            let summary = try await DocumentIndex(places.index).build(roots: roots) { done, total in
                console.show("indexing \(done) of \(total)")
            }
            console.clear()
            let counts: JSONValue = [
                "documents": .integer(Int64(summary.documents)), "read": .integer(Int64(summary.read)),
                "unchanged": .integer(Int64(summary.unchanged)), "removed": .integer(Int64(summary.removed)),
            ]
            if json {
                console.result(counts.canonicalText)
            } else {
                console.say(
                    "index: \(summary.documents) documents (\(summary.read) read, \(summary.unchanged) unchanged, "
                        + "\(summary.removed) removed)")
            }
        }
    }
}
