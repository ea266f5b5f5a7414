import AirlockCore

/// A skeleton that a good engineer would start with, and how it is built and tested.
protocol ProjectTemplate: Sendable {
    /// What the skeleton is, in one sentence, where the caller didn't say.
    var summary: String { get }

    var toolchain: Toolchain { get }

    /// Commands that end with 0 where the toolchain is there.
    var probes: [[String]] { get }

    /// In the order in which they are written.
    func files(_ project: Project) -> [ProjectFile]

    func recipe(_ project: Project) -> BuildRecipe
}

/// What a skeleton is made for.
struct Project: Sendable, Hashable {
    let name: ProjectName
    /// One line.
    let summary: String

    /// As a string of JSON, which is one of TOML too.
    var quotedSummary: String { String(decoding: JSONValue.string(summary).canonical, as: UTF8.self) }
}

struct ProjectFile: Sendable, Hashable {
    /// Below the project's folder.
    let path: String
    let content: String
    let isExecutable: Bool

    init(_ path: String, executable: Bool = false, _ content: String) {
        self.path = path
        self.content = content
        isExecutable = executable
    }
}

/// Commands in the project's folder, and where the tests say how they ended.
struct BuildRecipe: Sendable, Hashable {
    enum Results: Sendable, Hashable {
        case junit(file: String)
        /// Visual Studio's test results.
        case trx(file: String)
        /// The test command's standard output.
        case tap
    }

    /// Each must end with 0 before the tests run.
    let build: [[String]]
    let test: [String]
    let results: Results
    /// Removed at the end, whatever happened; all are named in the skeleton's `.gitignore`.
    let leftovers: [String]
    /// What a build says that failed only because packages must be downloaded.
    let needsNetwork: [String]
}
