import AirlockCore

/// What `git_ops` looks at: typed, and as git says it.
extension GitRepository {
    /// Bytes of a machine-readable answer: more than 10,000 paths.
    private static let answerBytes = 1 << 20

    /// The same repository with room for long answers.
    private var talkative: GitRepository {
        var repository = self
        repository.limits.outputBytes = max(limits.outputBytes, Self.answerBytes)
        return repository
    }

    func status() async throws -> ToolOutput {
        let result = try await talkative.run([
            "status", "--porcelain=v2", "-z", "--branch", "--find-renames", "--untracked-files=normal",
        ])
        guard result.exitStatus == 0 else { throw Failure(result: result) }
        let said = try await output(["status", "--short", "--branch"])
        guard !result.mayBeCut(talkative.limits) else { return try await answer(said, ["truncated": true]) }
        let status = try GitStatus(parsing: result.standardOutput)
        var value: [String: JSONValue] = ["result": .string(said), "entries": try JSONValue(encoding: status.entries)]
        value["commit_hash"] = status.commit.map { .string($0) }
        value["branch"] = status.branch.map { .string($0) }
        return ToolOutput(.object(value), logs: Self.logs(said))
    }

    /// Against a revision; without one, against the last commit, what is staged with it.
    func diff(_ revision: GitName?, _ paths: [WorkspacePath]) async throws -> ToolOutput {
        if let revision { try await require(revision) }
        let last = try await head() == nil ? [] : ["HEAD"]
        let base = revision.map { ["\($0)"] } ?? last
        let wanted = base + (paths.isEmpty ? ["--"] : Self.arguments(paths))
        let options = ["--no-ext-diff", "--no-textconv", "--no-color", "--find-renames"]
        let counts = try await talkative.run(["diff", "--numstat", "-z"] + options + wanted)
        let text = try await talkative.run(["diff"] + options + wanted)
        for result in [counts, text] where result.exitStatus != 0 { throw Failure(result: result) }
        var more: [String: JSONValue] = [:]
        if counts.mayBeCut(talkative.limits) {
            more["truncated"] = true
        } else {
            more["files"] = .array(try GitDiff.files(parsing: counts.standardOutput).map(\.json))
        }
        let (said, isCut) = GitDiff.cut(text.outputText, total: text.outputBytes)
        if isCut { more["truncated"] = true }
        return try await answer(said.hasSuffix("\n") ? String(said.dropLast()) : said, more)
    }

    /// The newest ones.
    func log(_ revision: GitName?, _ paths: [WorkspacePath]) async throws -> ToolOutput {
        if let revision { try await require(revision) }
        guard try await head() != nil else { return try await answer(GitLog()) }
        let result = try await talkative.run(
            ["log", "-z", "--max-count=\(GitLog.most + 1)", "--no-color", "--format=\(GitLog.format)"]
                + [revision?.description ?? "HEAD"] + (paths.isEmpty ? ["--"] : Self.arguments(paths)))
        guard result.exitStatus == 0 else { throw Failure(result: result) }
        guard !result.mayBeCut(talkative.limits) else {
            throw AirlockError(
                .limitExceeded, "\(GitLog.most) commits say over \(talkative.limits.outputBytes) bytes",
                hint: "name params.paths, or an older params.branch")
        }
        return try await answer(try GitLog(parsing: result.standardOutput))
    }

    private func answer(_ log: GitLog) async throws -> ToolOutput {
        try await answer(log.text, ["commits": log.json].merging(log.isCut ? ["truncated": true] : [:]) { $1 })
    }
}
