import AirlockCore

/// A Swift package with a library, a command line, and tests with Swift Testing.
struct SwiftTemplate: ProjectTemplate {
    let kinds: [ProjectOptions.Kind] = [.cli, .library]

    let toolchain = Toolchain(
        name: "Swift 6.0 or newer",
        hint:
            "install it (https://www.swift.org/install) and name its usr folder under sandbox.toolchains in config.yaml, e.g. /opt/swift/usr"
    )

    func recipe(_ project: Project) -> BuildRecipe {
        BuildRecipe(
            probes: [["swift", "--version"]],
            build: [["swift", "build", "--disable-sandbox"] + (project.hasTests ? ["--build-tests"] : [])],
            test: project.hasTests
                ? [
                    "swift", "test", "--skip-build", "--disable-sandbox", "--disable-xctest", "--parallel",
                    "--xunit-output", "airlock-results.xml",
                ] : nil,
            // up to 6.2 the name has an ending, also where XCTest is left out
            results: .junit(files: ["airlock-results-swift-testing.xml", "airlock-results.xml"]),
            leftovers: [".build", "airlock-results-swift-testing.xml", "airlock-results.xml", "Package.resolved"],
            needsNetwork: [],
            pipeline: BuildRecipe.Pipeline(
                image: "swift:6.2",
                commands: ["swift build", project.hasTests ? "swift test" : "swift package describe"]
                    + (project.hasLint ? ["swift format lint --strict --recursive Sources Package.swift"] : [])))
    }

    func files(_ project: Project) -> [ProjectFile] {
        let module = project.name.camel + "Kit"
        var files = [
            ProjectFile("README.md", readme(project, module)),
            ProjectFile(".gitignore", ".build/\n.swiftpm/\nairlock-results*.xml\n"),
            ProjectFile("Package.swift", manifest(project, module)),
            ProjectFile("Sources/\(module)/TextSummary.swift", Self.library),
        ]
        if project.kind == .cli {
            files.append(ProjectFile("Sources/\(project.name.snake)/main.swift", main(module)))
        }
        if project.hasLint {
            files.append(
                ProjectFile(
                    ".swift-format",
                    "{\n  \"version\": 1,\n  \"lineLength\": 110,\n  \"indentation\": {\"spaces\": 4}\n}\n"))
        }
        if project.hasTests {
            files.append(ProjectFile("Tests/\(module)Tests/TextSummaryTests.swift", tests(module)))
        }
        return files
    }

    private func readme(_ project: Project, _ module: String) -> String {
        """
        # \(project.name)

        \(project.summary)

        `Sources/\(module)/TextSummary.swift` counts lines, words and characters. Start from there and put your own in its
        place.

        ## Build\(project.hasTests ? " and test" : "")

            swift build

        """
            + (project.hasTests ? "    swift test\n" : "")
            + (project.kind == .cli ? "\n## Use\n\n    swift run \(project.name.snake) README.md\n" : "")
            + (project.hasLint ? "\n## Format and lint\n\n    swift format lint --strict --recursive Sources\n" : "")
            + "\nNeeds Swift 6.0 or newer, and no package.\n"
    }

    private func manifest(_ project: Project, _ module: String) -> String {
        let program = project.name.snake
        let isProgram = project.kind == .cli
        return """
            // swift-tools-version: 6.0
            import PackageDescription

            let package = Package(
                name: "\(project.name.package)",
                products: [
                    .library(name: "\(module)", targets: ["\(module)"])\(isProgram ? "," : "")
            \(isProgram ? "        .executable(name: \"\(program)\", targets: [\"\(program)\"]),\n" : "")    ],
                targets: [
                    .target(name: "\(module)"),
            \(isProgram ? "        .executableTarget(name: \"\(program)\", dependencies: [\"\(module)\"]),\n" : "")\(
                project.hasTests ? "        .testTarget(name: \"\(module)Tests\", dependencies: [\"\(module)\"]),\n" : "")    ]
            )

            """
    }

    private static let library = #"""
        /// How much a text holds.
        public struct TextSummary: Sendable, Hashable {
            public let lines: Int
            public let words: Int
            public let characters: Int

            /// Counts lines, words and characters; a last line without a line end counts. A word is a run of letters, digits,
            /// apostrophes and hyphens.
            public init(of text: String) {
                let ends = text.count { $0.isNewline }
                lines = ends + (text.last.map { !$0.isNewline } == true ? 1 : 0)
                words = text.split { !$0.isLetter && !$0.isNumber && $0 != "'" && $0 != "-" }.count
                characters = text.count
            }
        }

        """#

    private func main(_ module: String) -> String {
        #"""
        import Foundation
        import \#(module)

        func show(_ name: String, _ text: String) {
            let summary = TextSummary(of: text)
            print("\(name): \(summary.lines) lines, \(summary.words) words, \(summary.characters) characters")
        }

        let paths = CommandLine.arguments.dropFirst()
        var status: Int32 = 0
        if paths.isEmpty {
            show("-", String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self))
        }
        for path in paths {
            do {
                show(path, try String(contentsOfFile: path, encoding: .utf8))
            } catch {
                FileHandle.standardError.write(Data("\(path): can't be read as UTF-8 text\n".utf8))
                status = 1
            }
        }
        exit(status)

        """#
    }

    private func tests(_ module: String) -> String {
        #"""
        import Testing

        @testable import \#(module)

        @Suite struct TextSummaryTests {
            @Test("an empty text has nothing") func emptyText() {
                let summary = TextSummary(of: "")
                #expect(summary.lines == 0 && summary.words == 0 && summary.characters == 0)
            }

            @Test("a last line without an end counts") func lastLine() {
                #expect(TextSummary(of: "one two\nthree").lines == 2)
                #expect(TextSummary(of: "one two\nthree\n").lines == 2)
            }

            @Test(
                "words are counted",
                arguments: [("don't re-read it", 3), ("one, two;three", 3), ("Мир и мир", 3), ("  ", 0)])
            func words(text: String, words: Int) {
                #expect(TextSummary(of: text).words == words)
            }
        }

        """#
    }
}
