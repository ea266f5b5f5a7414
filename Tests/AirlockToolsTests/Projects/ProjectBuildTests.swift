import AirlockCore
import Testing

@testable import AirlockTools

/// How a build ends, with small recipes in place of the templates'.
@Suite struct ProjectBuildTests {
    private struct SmallTemplate: ProjectTemplate {
        var kinds: [ProjectOptions.Kind] = [.library]
        var toolchain = Toolchain(name: "sh", hint: "install it")
        var probes: [[String]] = [["true"]]
        var build: [[String]] = [["true"]]
        var test: String
        func files(_ project: Project) -> [ProjectFile] { [ProjectFile("run.sh", executable: true, test)] }
        func recipe(_ project: Project) -> BuildRecipe {
            BuildRecipe(
                probes: probes, build: build, test: project.hasTests ? ["./run.sh"] : nil,
                results: .junit(files: ["first.xml", "r.xml"]),
                leftovers: ["r.xml"], needsNetwork: ["NO PACKAGE"],
                pipeline: BuildRecipe.Pipeline(image: "i", commands: []))
        }
    }

    private static let green = "#!/bin/sh\necho '<testsuite tests=\"1\"><testcase/></testsuite>' > r.xml\n"

    private func run(
        _ template: SmallTemplate, tests: Bool = true
    ) async throws -> (ProjectBuild.Outcome, [String]) {
        let workspace = try DirectWorkspace()
        let options = ProjectOptions(
            tests: tests, lint: false, ci: ProjectOptions.Pipeline.none, license: ProjectOptions.License.none)
        let build = ProjectBuild(
            workspace: workspace, limits: limits, egress: nil, template: template,
            project: try Project(try ProjectName("p"), options, of: template))
        return (try await build.run(), try workspace.files())
    }

    @Test func `a green run is a success and its results are removed`() async throws {
        let (outcome, files) = try await run(SmallTemplate(test: Self.green))
        #expect(outcome.status == .success)
        #expect(outcome.tests.passed == 1)
        #expect(files == ["p/run.sh"])
    }

    @Test(arguments: [
        "#!/bin/sh\nexit 0\n", "#!/bin/sh\necho '<testsuite' > r.xml\n",
        "#!/bin/sh\necho '<testsuite tests=\"0\"/>' > r.xml\n",
        green + "exit 3\n",
        "#!/bin/sh\necho '<testsuite tests=\"1\"><testcase><failure/></testcase></testsuite>' > r.xml\n",
    ])
    func `no results, none passed, a failure or a bad end is a failed build`(test: String) async throws {
        let (outcome, files) = try await run(SmallTemplate(test: test))
        #expect(outcome.status == .failed)
        #expect(files == ["p/run.sh"])
    }

    @Test func `a failed build is told with its last lines and runs no test`() async throws {
        let (outcome, files) = try await run(
            SmallTemplate(build: [["sh", "-c", "echo because; exit 2"], ["touch", "later"]], test: Self.green))
        #expect(outcome.status == .failed)
        #expect(outcome.logs == ["sh -c echo because; exit 2: ended with 2", "because"])
        #expect(files == ["p/run.sh"])
    }

    @Test(arguments: [["no-such-program"], ["false"]])
    func `without the toolchain the skeleton stays and the hint says how to get it`(probe: [String]) async throws {
        let (outcome, files) = try await run(SmallTemplate(probes: [probe], test: Self.green))
        #expect(outcome.status == .unavailable)
        #expect(outcome.failure == Failure(.unavailable, "sh isn't installed in the sandbox", hint: "install it"))
        #expect(files == ["p/run.sh"])
    }

    @Test func `a project without tests is built, and none is said to have passed`() async throws {
        let (outcome, _) = try await run(SmallTemplate(test: "#!/bin/sh\nexit 1\n"), tests: false)
        #expect(outcome.status == .success)
        #expect(outcome.tests == TestSummary())
        let (broken, _) = try await run(SmallTemplate(build: [["false"]], test: Self.green), tests: false)
        #expect(broken.status == .failed)
    }

    @Test func `a build that lacks only packages is unavailable`() async throws {
        let (outcome, files) = try await run(
            SmallTemplate(build: [["sh", "-c", "echo NO PACKAGE; exit 1"]], test: Self.green))
        #expect(outcome.status == .unavailable)
        #expect(outcome.failure?.code == .unavailable)
        #expect(files == ["p/run.sh"])
    }
}
