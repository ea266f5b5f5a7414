import AirlockCore
import Foundation
import Testing

@testable import AirlockTools

/// The templates for real: each is written, built and tested by its ecosystem's own runner.
@Suite struct ProjectBuilderTests {
    private static let hasPython =
        has("python3") && FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/pytest")
    private static let hasCMake = has("cmake") && has("c++") && has("make")

    private let tools: ToolFixture

    init() throws { tools = try ToolFixture() }

    private func build(_ template: String, _ name: String, _ options: JSONValue = [:]) async throws -> ToolOutput {
        try await tools.call(
            "project_builder", ["template": .string(template), "name": .string(name), "options": options])
    }

    private func expect(_ output: ToolOutput, _ name: String, tests: Int64) {
        #expect(output.exitStatus == 0, "\(output.logs)")
        #expect(
            output.value == [
                "project_path": .string(name), "build_status": "success",
                "test_summary": [
                    "total": .integer(tests), "passed": .integer(tests), "failed": 0, "skipped": 0,
                ],
            ])
    }

    @Test(.enabled(if: hasPython, "python3-pytest is missing"), arguments: ["hook_notes", "json", "3d.Tool-"])
    func `a python project builds, passes and leaves only its own files`(name: String) async throws {
        expect(try await build("python", name, ["description": #"Says "hi" \o/."#]), name, tests: 11)
        let module = try ProjectName(name).pythonModule
        #expect(
            try tools.workspace.files(below: name) == [
                ".editorconfig", ".github/workflows/ci.yml", ".gitignore", "LICENSE", "README.md", "pyproject.toml",
                "src/\(module)/__init__.py", "src/\(module)/__main__.py", "src/\(module)/py.typed",
                "src/\(module)/text_summary.py", "tests/test_main.py", "tests/test_text_summary.py",
            ])
        let check = try await tools.call(
            "shell_exec",
            [
                "cmd":
                    "python3 -c 'import tomllib; print(tomllib.load(open(\"pyproject.toml\", \"rb\"))[\"project\"][\"description\"])'",
                "cwd": .string(name),
            ],
            decision: .ask)
        #expect(check.value["stdout"] == "Says \"hi\" \\o/.\n")
    }

    @Test(.enabled(if: hasCMake, "cmake, make or c++ is missing"))
    func `a cmake project builds, passes and leaves only its own files`() async throws {
        expect(try await build("cmake", "test"), "test", tests: 6)
        #expect(
            try tools.workspace.files(below: "test") == [
                ".clang-format", ".clang-tidy", ".editorconfig", ".github/workflows/ci.yml", ".gitignore",
                "CMakeLists.txt",
                "CMakePresets.json", "LICENSE", "README.md", "include/test/text_summary.hpp",
                "src/main.cpp", "src/text_summary.cpp", "tests/CMakeLists.txt", "tests/check.hpp",
                "tests/text_summary_tests.cpp",
            ])
        let presets = try await tools.call(
            "shell_exec",
            [
                "cmd":
                    "cmake --preset default && cmake --build --preset default && ctest --preset default && echo a b a | build/bin/test",
                "cwd": "test",
            ],
            decision: .ask)
        #expect(presets.exitStatus == 0, "\(presets.value)")
        #expect(presets.value["stdout"]?.string?.hasSuffix("-: 1 lines, 3 words, 6 bytes\n  2 a\n  1 b\n") == true)
        #expect(presets.value["stdout"]?.string?.contains("warning") == false)
    }

    @Test(.enabled(if: has("node"), "node is missing"), arguments: ["notes-cli", "PoC.App"])
    func `a node project passes and leaves only its own files`(name: String) async throws {
        expect(try await build("node", name), name, tests: 9)
        #expect(
            try tools.workspace.files(below: name) == [
                ".editorconfig", ".github/workflows/ci.yml", ".gitignore", ".prettierignore", ".prettierrc.json",
                "LICENSE", "README.md", "eslint.config.js",
                "package.json", "src/cli.js", "src/index.js", "test/cli.test.js",
                "test/index.test.js",
            ])
        let manifest = try JSONValue(parsing: try tools.workspace.text("\(name)/package.json"))
        #expect(manifest["name"] == .string(name.lowercased()))
    }

    @Test(.enabled(if: !has("dotnet"), "dotnet is there"))
    func `without its toolchain a project is made and said to be untested`() async throws {
        let output = try await build("dotnet", "PoCApi")
        #expect(output.value["build_status"] == "unavailable")
        #expect(output.failure?.code == .unavailable)
        #expect(output.failure?.hint?.contains("dotnet.microsoft.com") == true)
        #expect(output.exitStatus == 0)
        #expect(
            try tools.workspace.files(below: "PoCApi") == [
                ".editorconfig", ".github/workflows/ci.yml", ".gitignore", "Directory.Build.props", "LICENSE",
                "PoCApi.sln",
                "README.md", "src/PoCApi/Controllers/SummariesController.cs",
                "src/PoCApi/PoCApi.csproj", "src/PoCApi/Program.cs", "src/PoCApi/TextSummary.cs",
                "tests/PoCApi.Tests/PoCApi.Tests.csproj", "tests/PoCApi.Tests/SummariesControllerTests.cs",
                "tests/PoCApi.Tests/TextSummaryTests.cs",
            ])
        for name in ["Directory.Build.props", "src/PoCApi/PoCApi.csproj", "tests/PoCApi.Tests/PoCApi.Tests.csproj"] {
            _ = try XMLScanner.tags(of: Array(try tools.workspace.text("PoCApi/\(name)").utf8))
        }
    }

    @Test func `what is there already is never touched`() async throws {
        try await tools.workspace.put("mine", at: "p/README.md")
        let error = await #expect(throws: AirlockError.self) { try await build("python", "p") }
        #expect(error?.code == .conflict)
        #expect(try tools.workspace.files() == ["p/README.md"])
    }

    @Test(
        arguments: [
            ["template": "python", "name": "a b"], ["template": "rust", "name": "a"], ["template": "python"],
            ["template": "python", "name": "a", "options": ["licence": "MIT"]],
            ["template": "cmake", "name": "a", "options": ["kind": "api"]],
            ["template": "python", "name": "a", "options": ["license": "GPL"]],
            ["template": "python", "name": "a", "options": ["author": "a\nb"]],
            ["template": "python", "name": "a", "options": ["description": "a\nb"]],
            ["template": "python", "name": "a", "options": ["description": "a\u{202E}b"]],
        ] as [JSONValue])
    func `a call that isn't whole is refused before it runs`(arguments: JSONValue) throws {
        let error = #expect(throws: AirlockError.self) { try tools.effects("project_builder", arguments) }
        #expect(error?.code == .invalidRequest)
    }

    @Test(arguments: ["licence", "framework"])
    func `an option that isn't known is refused with the ones that are`(option: String) {
        let error = #expect(throws: AirlockError.self) {
            try tools.effects(
                "project_builder", ["template": "python", "name": "a", "options": .object([option: "x"])])
        }
        let said = "\(error?.message ?? "") \(error?.hint ?? "")"
        for known in ["author", "ci", "description", "kind", "license", "lint", "tests"] {
            #expect(said.contains(known), "\(said)")
        }
    }

    /// With the rest of the matrix: `scripts/templates`.
    @Test(arguments: [
        ("python", "api", "python3"), ("python", "library", "python3"), ("node", "api", "node"),
        ("node", "library", "node"), ("cmake", "library", "cmake"),
    ])
    func `each kind builds and passes`(template: String, kind: String, program: String) async throws {
        guard has(program), template != "python" || Self.hasPython, template != "cmake" || Self.hasCMake else { return }
        let output = try await build(template, "demo", ["kind": .string(kind), "ci": "gitlab", "license": "0BSD"])
        #expect(output.value["build_status"] == "success", "\(output.logs)")
        let files = try tools.workspace.files(below: "demo")
        #expect(files.contains(".gitlab-ci.yml") && !files.contains(".github/workflows/ci.yml"))
        #expect(try tools.workspace.text("demo/LICENSE").hasPrefix("BSD Zero Clause License\n\nCopyright (c) the demo"))
    }

    @Test(.enabled(if: hasPython, "python3-pytest is missing"))
    func `what is switched off isn't there`() async throws {
        let output = try await build(
            "python", "bare", ["tests": false, "lint": false, "ci": "none", "license": "none", "kind": "library"])
        #expect(output.value["build_status"] == "success", "\(output.logs)")
        #expect(output.value["test_summary"]?["total"] == 0)
        #expect(
            try tools.workspace.files(below: "bare") == [
                ".gitignore", "README.md", "pyproject.toml", "src/bare/__init__.py", "src/bare/py.typed",
                "src/bare/text_summary.py",
            ])
        let manifest = try tools.workspace.text("bare/pyproject.toml")
        #expect(!manifest.contains("pytest") && !manifest.contains("ruff") && !manifest.contains("scripts"))
    }

    @Test(arguments: ["api", "cli", "library"])
    func `a dotnet project of each kind is well-formed XML and one solution`(kind: String) async throws {
        let output = try await build("dotnet", "Demo", ["kind": .string(kind)])
        #expect(has("dotnet") || output.value["build_status"] == "unavailable")
        let files = try tools.workspace.files(below: "Demo")
        for name in files where name.hasSuffix(".csproj") || name.hasSuffix(".props") {
            _ = try XMLScanner.tags(of: Array(try tools.workspace.text("Demo/\(name)").utf8))
        }
        let solution = try tools.workspace.text("Demo/Demo.sln")
        for name in files where name.hasSuffix(".csproj") {
            #expect(solution.contains(name.replacing("/", with: "\\")))
        }
        #expect(files.contains("src/Demo/Program.cs") == (kind != "library"))
    }

    @Test(arguments: [(nil, "net10.0"), (8, "net8.0"), (9, "net9.0")] as [(Int?, String)])
    func `a dotnet project is made for the SDK that is there`(version: Int?, framework: String) throws {
        var project = try Project(try ProjectName("Demo"), ProjectOptions(), of: DotnetTemplate())
        project.toolchainVersion = version
        let properties = DotnetTemplate().files(project).first { $0.path == "Directory.Build.props" }
        #expect(properties?.content.contains("<TargetFramework>\(framework)</TargetFramework>") == true)
        #expect(DotnetTemplate().recipe(project).pipeline.image.hasSuffix(framework.dropFirst(3)))
    }

    @Test func `its programs are declared`() throws {
        let effects = try tools.effects("project_builder", ["template": "node", "name": "a"])
        #expect(effects.first == .write(try WorkspacePath("a")))
        #expect(effects.contains(.execute(argv: ["node", "--test", "--test-reporter=tap"])))
    }
}
