import AirlockCore

/// Makes one project: writes its skeleton, builds it, tests it, and says how that ended.
struct ProjectBuild {
    enum Status: String, Sendable, Codable, CaseIterable { case success, failed, unavailable }

    struct Outcome: Sendable {
        var status: Status
        var tests = TestSummary()
        var logs: [String] = []
        var failure: Failure?
    }

    let workspace: any Workspace
    let limits: Limits
    let egress: EgressLease?
    let template: any ProjectTemplate
    var project: Project

    /// Bytes of the largest file of test results.
    private static let resultBytes = 4 << 20

    func run() async throws -> Outcome {
        let folder = try project.name.folder
        let tree = FileTree(workspace: workspace, limits: limits)
        guard try await tree.entry(at: folder) == nil else {
            throw AirlockError(.conflict, "\(folder) exists already", hint: "choose another name, or delete it first")
        }
        let found = try await toolchain()
        var build = self
        build.project.toolchainVersion = found?.majorVersion
        return try await build.make(in: folder, hasToolchain: found != nil)
    }

    private func make(in folder: WorkspacePath, hasToolchain: Bool) async throws -> Outcome {
        let tree = FileTree(workspace: workspace, limits: limits)
        let recipe = template.recipe(project)
        for file in template.files(project) + ProjectCommons.files(project, recipe.pipeline) {
            let path = try WorkspacePath("\(folder)/\(file.path)")
            try await workspace.write(Array(file.content.utf8), to: path, executable: file.isExecutable)
        }
        guard hasToolchain else {
            return Outcome(
                status: .unavailable, logs: ["\(template.toolchain.name) isn't there: neither built nor tested"],
                failure: Failure(template.toolchain.missing))
        }
        let outcome = try await build(recipe, in: folder)
        for name in recipe.leftovers {
            let path = try WorkspacePath("\(folder)/\(name)")
            if try await tree.entry(at: path) != nil { try await tree.delete(path) }
        }
        return outcome
    }

    /// Nil where it isn't there, or is too old.
    private func toolchain() async throws -> FoundToolchain? {
        var found = FoundToolchain()
        for (index, probe) in template.recipe(project).probes.enumerated() {
            let result = try await workspace.run(Program(probe, limits: limits))
            guard result.exitStatus == 0, result.stop == nil else { return nil }
            if index == 0 { found.majorVersion = Int(result.outputText.prefix { $0.isASCII && $0.isNumber }) }
        }
        return found
    }

    private struct FoundToolchain {
        var majorVersion: Int?
    }

    private func build(_ recipe: BuildRecipe, in folder: WorkspacePath) async throws -> Outcome {
        for argv in recipe.build {
            let result = try await workspace.run(
                Program(argv, in: folder, limits: limits, egress: egress))
            guard result.exitStatus == 0, result.stop == nil else {
                return unrestored(recipe, result) ?? failed(argv, result)
            }
        }
        guard let test = recipe.test else { return Outcome(status: .success, logs: ["built; it has no tests"]) }
        let result = try await workspace.run(
            Program(test, in: folder, limits: limits, egress: egress))
        do {
            let tests = try await summary(recipe.results, of: result, in: folder)
            guard result.exitStatus == 0, result.stop == nil, tests.isGreen else {
                return failed(test, result, tests)
            }
            return Outcome(status: .success, tests: tests, logs: ["\(tests.passed) of \(tests.total) tests passed"])
        } catch {
            let known = AirlockError(error, otherwise: .backendFailed)
            guard known.code != .cancelled, known.code != .unavailable else { throw known }
            var outcome = failed(test, result)
            outcome.logs.append("no test results: \(known.message)")
            return outcome
        }
    }

    /// A build that lacks nothing but packages, which no sandbox can download.
    private func unrestored(_ recipe: BuildRecipe, _ result: ProgramResult) -> Outcome? {
        let said = result.outputText + result.errorText
        guard recipe.needsNetwork.contains(where: { said.contains($0) }) else { return nil }
        return Outcome(
            status: .unavailable, logs: result.tail(lines: 5),
            failure: Failure(
                .unavailable, "the test packages must be downloaded, and the sandbox has no network",
                hint: "export the project and run its tests there"))
    }

    private func summary(
        _ results: BuildRecipe.Results, of result: ProgramResult, in folder: WorkspacePath
    ) async throws -> TestSummary {
        switch results {
        case .junit(let files): try JUnitResults.summary(try await read(firstOf: files, in: folder))
        case .trx(let file): try TrxResults.summary(try await read(file, in: folder))
        case .tap: try TapResults.summary(result.outputText)
        }
    }

    private func read(firstOf files: [String], in folder: WorkspacePath) async throws -> [UInt8] {
        var missing = AirlockError(.backendFailed, "no file of test results has a name")
        for file in files {
            do {
                return try await read(file, in: folder)
            } catch let error as AirlockError where error.code == .notFound {
                missing = error
            }
        }
        throw missing
    }

    private func read(_ file: String, in folder: WorkspacePath) async throws -> [UInt8] {
        try await workspace.read(try WorkspacePath("\(folder)/\(file)"), limit: Self.resultBytes)
    }

    private func failed(_ argv: [String], _ result: ProgramResult, _ tests: TestSummary = TestSummary()) -> Outcome {
        let what = argv.prefix(6).joined(separator: " ")
        return Outcome(
            status: .failed, tests: tests, logs: ["\(what): \(result.ending)"] + result.tail(lines: 30))
    }
}
