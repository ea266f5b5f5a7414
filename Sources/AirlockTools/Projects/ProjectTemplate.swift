import AirlockCore

/// A skeleton that a good engineer would start with, and how it is built and tested.
protocol ProjectTemplate: Sendable {
    var toolchain: Toolchain { get }

    /// What it can make; the first where the caller didn't say.
    var kinds: [ProjectOptions.Kind] { get }

    /// In the order in which they are written, besides ``ProjectCommons``.
    func files(_ project: Project) -> [ProjectFile]

    func recipe(_ project: Project) -> BuildRecipe
}

/// What a skeleton is made for.
struct Project: Sendable, Hashable {
    let name: ProjectName
    /// One line.
    let summary: String
    let kind: ProjectOptions.Kind
    let hasTests: Bool
    let hasLint: Bool
    let ci: ProjectOptions.Pipeline
    let license: ProjectOptions.License
    let author: String
    /// Major version of the toolchain that is there; nil where there is none, or a template doesn't ask.
    var toolchainVersion: Int?

    /// - Throws: `.invalidRequest` for a kind that the template can't make.
    init(_ name: ProjectName, _ options: ProjectOptions, of template: any ProjectTemplate) throws(AirlockError) {
        try options.check()
        let kind = options.kind ?? template.kinds[0]
        guard template.kinds.contains(kind) else {
            let known = template.kinds.map(\.rawValue).joined(separator: ", ")
            throw AirlockError(
                .invalidRequest, "project_builder.options.kind: this template makes no \(kind.rawValue)",
                hint: "it makes: \(known)")
        }
        self.name = name
        summary = options.description ?? kind.summary
        self.kind = kind
        hasTests = options.tests ?? true
        hasLint = options.lint ?? true
        ci = options.ci ?? .github
        license = options.license ?? .mit
        author = options.author ?? "the \(name) authors"
    }

    /// As a string of JSON, which is one of TOML too.
    var quotedSummary: String { Self.quoted(summary) }
    var quotedAuthor: String { Self.quoted(author) }

    private static func quoted(_ text: String) -> String {
        String(decoding: JSONValue.string(text).canonical, as: UTF8.self)
    }
}

extension ProjectOptions.Kind {
    /// What the skeleton is, in one sentence, where the caller didn't say.
    fileprivate var summary: String {
        switch self {
        case .cli: "A small command line program that summarises texts."
        case .library: "A small library that summarises texts."
        case .api: "A small web API that summarises texts."
        }
    }
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
        /// The first of these that is there.
        case junit(files: [String])
        /// Visual Studio's test results.
        case trx(file: String)
        /// The test command's standard output.
        case tap
    }

    /// How a server builds and tests it from a fresh copy.
    struct Pipeline: Sendable, Hashable {
        /// A public container image.
        let image: String
        /// For a shell; none needs quotes in YAML.
        let commands: [String]
    }

    /// Commands that end with 0 where the toolchain is there; the first may print its version.
    let probes: [[String]]
    /// Each must end with 0 before the tests run.
    let build: [[String]]
    /// Nil without tests.
    let test: [String]?
    let results: Results
    /// Removed at the end, whatever happened; all are named in the skeleton's `.gitignore`.
    let leftovers: [String]
    /// What a build says that failed only because packages must be downloaded.
    let needsNetwork: [String]
    let pipeline: Pipeline
}
