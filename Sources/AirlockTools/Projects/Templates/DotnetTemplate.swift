import AirlockCore

/// A web API with one controller, a console program or a class library, and its tests with xunit.
struct DotnetTemplate: ProjectTemplate {
    let kinds: [ProjectOptions.Kind] = [.api, .cli, .library]

    let toolchain = Toolchain(
        name: "the .NET SDK 8.0 or newer",
        hint:
            "install it (https://dotnet.microsoft.com/download) and name its folder under sandbox.toolchains in config.yaml"
    )

    func recipe(_ project: Project) -> BuildRecipe {
        BuildRecipe(
            probes: [["dotnet", "--version"]], build: [Self.command + ["build", "--nologo"]],
            test: project.hasTests
                ? Self.command + [
                    "test", "--nologo", "--no-build", "--logger", "trx;LogFileName=results.trx", "--results-directory",
                    ".airlock-results",
                ] : nil, results: .trx(file: ".airlock-results/results.trx"),
            leftovers: folders(project).flatMap { ["\($0)/bin", "\($0)/obj"] } + [".airlock-results"],
            needsNetwork: ["error NU1101", "error NU1102", "error NU1301"],
            pipeline: BuildRecipe.Pipeline(
                image: "mcr.microsoft.com/dotnet/sdk:\(framework(project)).0",
                commands: ["dotnet build --configuration Release"]
                    + (project.hasTests ? ["dotnet test --configuration Release --no-build"] : [])
                    + (project.hasLint ? ["dotnet format --verify-no-changes"] : [])))
    }

    /// The major version of .NET: the SDK's own, since it brings no other's files along; else the newest with long support.
    private func framework(_ project: Project) -> Int { project.toolchainVersion ?? 10 }

    private static let command = ["env", "DOTNET_CLI_TELEMETRY_OPTOUT=1", "DOTNET_NOLOGO=1", "dotnet"]

    private func folders(_ project: Project) -> [String] {
        let space = project.name.dotnetNamespace
        return ["src/\(space)"] + (project.hasTests ? ["tests/\(space).Tests"] : [])
    }

    func files(_ project: Project) -> [ProjectFile] {
        let space = project.name.dotnetNamespace
        let source = "src/\(space)"
        let tests = "tests/\(space).Tests"
        var files = [
            ProjectFile("README.md", readme(project, space)),
            ProjectFile(".gitignore", "bin/\nobj/\nTestResults/\n.airlock-results/\n.vs/\n*.user\n"),
            ProjectFile("\(space).sln", solution(space, hasTests: project.hasTests)),
            ProjectFile("Directory.Build.props", properties(project)),
            ProjectFile("\(source)/\(space).csproj", Self.manifest(project.kind)),
            ProjectFile("\(source)/TextSummary.cs", library(space)),
        ]
        switch project.kind {
        case .library: break
        case .cli: files.append(ProjectFile("\(source)/Program.cs", Self.console(space)))
        case .api:
            files += [
                ProjectFile("\(source)/Program.cs", Self.program),
                ProjectFile("\(source)/Controllers/SummariesController.cs", controller(space)),
            ]
        }
        guard project.hasTests else { return files }
        files += [
            ProjectFile("\(tests)/\(space).Tests.csproj", testManifest(space)),
            ProjectFile("\(tests)/TextSummaryTests.cs", libraryTests(space)),
        ]
        if project.kind == .api {
            files.append(ProjectFile("\(tests)/SummariesControllerTests.cs", controllerTests(space)))
        }
        return files
    }

    private func readme(_ project: Project, _ space: String) -> String {
        """
        # \(project.name)

        \(project.summary)

        \(use(project.kind)) Start from `src/\(space)/TextSummary.cs` and put your own in its place.

        ## Build\(project.hasTests ? ", test" : "")\(project.kind == .library ? "" : " and run")

            dotnet build

        """
            + (project.hasTests ? "    dotnet test\n" : "")
            + (project.kind == .library ? "" : "    dotnet run --project src/\(space)\n")
            + "\nNeeds the .NET SDK \(framework(project)).0 or newer."
            + (project.hasTests ? " The tests use xunit, which the first `dotnet restore` downloads.\n" : "\n")
    }

    private func use(_ kind: ProjectOptions.Kind) -> String {
        switch kind {
        case .api:
            """
            `POST /summaries` takes `{"text": "..."}` and answers with the numbers of lines, words and characters; `GET /healthz`
            says that the server is up.
            """
        case .cli: "It counts lines, words and characters of the files that are named, or of standard input."
        case .library: "`TextSummary.Of` counts lines, words and characters."
        }
    }

    private func solution(_ space: String, hasTests: Bool) -> String {
        let kind = "{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}"
        let projects = [
            (space, "src/\(space)/\(space).csproj"), (space + ".Tests", "tests/\(space).Tests/\(space).Tests.csproj"),
        ]
        .prefix(hasTests ? 2 : 1).map {
            (name: $0.0, path: $0.1.split(separator: "/").joined(separator: "\\"), id: Self.identifier($0.0))
        }
        let entries = projects.map {
            "Project(\"\(kind)\") = \"\($0.name)\", \"\($0.path)\", \"\($0.id)\"\nEndProject\n"
        }.joined()
        let settings = projects.map { project in
            ["Debug", "Release"].map { name in
                ["ActiveCfg", "Build.0"].map { "\t\t\(project.id).\(name)|Any CPU.\($0) = \(name)|Any CPU\n" }.joined()
            }.joined()
        }.joined()
        return "\nMicrosoft Visual Studio Solution File, Format Version 12.00\n# Visual Studio Version 17\n" + entries
            + "Global\n\tGlobalSection(SolutionConfigurationPlatforms) = preSolution\n"
            + "\t\tDebug|Any CPU = Debug|Any CPU\n\t\tRelease|Any CPU = Release|Any CPU\n\tEndGlobalSection\n"
            + "\tGlobalSection(ProjectConfigurationPlatforms) = postSolution\n\(settings)\tEndGlobalSection\nEndGlobal\n"
    }

    /// The same for the same name, so that a project made twice is the same project.
    private static func identifier(_ name: String) -> String {
        let hex = Array(SHA256.hex(Array(name.utf8)).uppercased())
        let cuts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return "{\(cuts.map { String(hex[$0]) }.joined(separator: "-"))}"
    }

    /// What all projects of the solution have in common.
    private func properties(_ project: Project) -> String {
        let lint = """
                <AnalysisLevel>latest-recommended</AnalysisLevel>
                <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>

            """
        return """
            <Project>

              <PropertyGroup>
                <TargetFramework>net\(framework(project)).0</TargetFramework>
                <RollForward>Major</RollForward>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>

            """ + (project.hasLint ? lint : "") + """
                  </PropertyGroup>

                </Project>

                """
    }

    private static func manifest(_ kind: ProjectOptions.Kind) -> String {
        switch kind {
        case .api: "<Project Sdk=\"Microsoft.NET.Sdk.Web\">\n</Project>\n"
        case .library: "<Project Sdk=\"Microsoft.NET.Sdk\">\n</Project>\n"
        case .cli:
            """
            <Project Sdk="Microsoft.NET.Sdk">

              <PropertyGroup>
                <OutputType>Exe</OutputType>
              </PropertyGroup>

            </Project>

            """
        }
    }

    private static func console(_ space: String) -> String {
        """
        using \(space);

        if (args.Length == 0)
        {
            Show("-", await Console.In.ReadToEndAsync());
            return 0;
        }

        var status = 0;
        foreach (var path in args)
        {
            try
            {
                Show(path, await File.ReadAllTextAsync(path));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync($"{path}: {error.Message}");
                status = 1;
            }
        }

        return status;

        static void Show(string name, string text)
        {
            var (lines, words, characters) = TextSummary.Of(text);
            Console.WriteLine($"{name}: {lines} lines, {words} words, {characters} characters");
        }

        """
    }

    private static let program = """
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddControllers();

        var app = builder.Build();
        app.MapGet("/healthz", () => Results.Ok(new { status = "ok" }));
        app.MapControllers();
        app.Run();

        """

    private func library(_ space: String) -> String {
        #"""
        using System.Text.RegularExpressions;

        namespace \#(space);

        /// <summary>How much a text holds.</summary>
        public sealed record TextSummary(int Lines, int Words, int Characters)
        {
            private static readonly Regex Word = new(@"\w+(?:['’-]\w+)*", RegexOptions.CultureInvariant);

            /// <summary>Counts lines, words and characters; a last line without a line end counts.</summary>
            public static TextSummary Of(string text)
            {
                ArgumentNullException.ThrowIfNull(text);
                var lines = text.Count(letter => letter == '\n');
                if (text.Length > 0 && text[^1] != '\n')
                {
                    lines++;
                }
                return new TextSummary(lines, Word.Matches(text).Count, text.Length);
            }
        }

        """#
    }

    private func controller(_ space: String) -> String {
        """
        using System.ComponentModel.DataAnnotations;
        using Microsoft.AspNetCore.Mvc;

        namespace \(space).Controllers;

        /// <summary>A text to summarise, at most 100,000 characters.</summary>
        public sealed record SummaryRequest([Required, MaxLength(100_000)] string Text);

        [ApiController]
        [Route("summaries")]
        public sealed class SummariesController : ControllerBase
        {
            [HttpPost]
            public ActionResult<TextSummary> Create(SummaryRequest request) => TextSummary.Of(request.Text);
        }

        """
    }

    private func testManifest(_ space: String) -> String {
        """
        <Project Sdk="Microsoft.NET.Sdk">

          <PropertyGroup>
            <IsPackable>false</IsPackable>
            <IsTestProject>true</IsTestProject>
          </PropertyGroup>

          <ItemGroup>
            <PackageReference Include="Microsoft.NET.Test.Sdk" Version="17.11.1" />
            <PackageReference Include="xunit" Version="2.9.2" />
            <PackageReference Include="xunit.runner.visualstudio" Version="2.8.2" />
          </ItemGroup>

          <ItemGroup>
            <ProjectReference Include="../../src/\(space)/\(space).csproj" />
          </ItemGroup>

        </Project>

        """
    }

    private func libraryTests(_ space: String) -> String {
        """
        using \(space);
        using Xunit;

        namespace \(space).Tests;

        public class TextSummaryTests
        {
            [Fact]
            public void An_empty_text_has_nothing() => Assert.Equal(new TextSummary(0, 0, 0), TextSummary.Of(""));

            [Fact]
            public void A_last_line_without_an_end_counts() =>
                Assert.Equal(new TextSummary(2, 3, 13), TextSummary.Of("one two\\nthree"));

            [Theory]
            [InlineData("don't re-read it", 3)]
            [InlineData("one, two;three", 3)]
            [InlineData("  ", 0)]
            public void Words_are_counted(string text, int words) => Assert.Equal(words, TextSummary.Of(text).Words);

            [Fact]
            public void No_text_is_refused() => Assert.Throws<ArgumentNullException>(() => TextSummary.Of(null!));
        }

        """
    }

    private func controllerTests(_ space: String) -> String {
        """
        using \(space).Controllers;
        using Xunit;

        namespace \(space).Tests;

        public class SummariesControllerTests
        {
            [Fact]
            public void A_text_is_summarised()
            {
                var answer = new SummariesController().Create(new SummaryRequest("one two"));
                Assert.Equal(new TextSummary(1, 2, 7), answer.Value);
            }
        }

        """
    }
}
