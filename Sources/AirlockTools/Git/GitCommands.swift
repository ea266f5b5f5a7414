import AirlockCore

/// What each action of `git_ops` does in its repository.
extension GitRepository {
    /// Makes the folder if need be, and no sample hooks. A repository that is there already is left as it is.
    func initialize(_ message: String?) async throws -> ToolOutput {
        let said = try await top.output([
            "init", "--template=", "--initial-branch=main", "--", FileTree.argument(folder),
        ])
        guard let message else { return try await answer(Self.withoutPlace(said)) }
        // it may have been one with settings before
        let repository = try await checked()
        try await repository.output(["add", "--all"])
        return try await answer(try await repository.commitStaged(message))
    }

    /// With paths: these. Without: what is staged if anything is, else all that changed.
    func commit(_ message: String, _ paths: [WorkspacePath]) async throws -> ToolOutput {
        if !paths.isEmpty {
            try await output(["add", "--all"] + Self.arguments(paths))
        } else if try await !hasStaged() {
            try await output(["add", "--all"])
        }
        return try await answer(try await commitStaged(message))
    }

    func createBranch(_ name: GitName, from start: GitName?) async throws -> ToolOutput {
        guard try await !knowsBranch(name) else {
            throw AirlockError(.conflict, "branch \(name) exists already", hint: "check it out, or choose another name")
        }
        if let start { try await require(start) }
        try await output(["switch", "--create", "\(name)"] + (start.map { ["\($0)"] } ?? []))
        return try await answer("created branch \(name)")
    }

    /// Conflicts are data: the paths, with the status of a command that failed.
    func merge(_ branch: GitName) async throws -> ToolOutput {
        try await require(branch)
        let result = try await run(["merge", "--no-edit", "--no-gpg-sign", "\(branch)"])
        guard result.exitStatus == 0, result.stop == nil else {
            throw Failure(result: result, conflicts: try await conflicts())
        }
        return try await answer(result.outputText)
    }

    func add(_ paths: [WorkspacePath]) async throws -> ToolOutput {
        try await output(["add", "--all"] + Self.arguments(paths))
        return try await status()
    }

    func checkout(_ branch: GitName) async throws -> ToolOutput {
        try await require(branch)
        try await output(["checkout", "--quiet", "\(branch)", "--"])
        return try await answer("checked out \(branch)")
    }

    /// Into this folder, which must not be there yet.
    func clone(_ source: WorkspacePath) async throws -> ToolOutput {
        _ = try await FileTree(workspace: workspace, limits: limits).existing(source)
        try await checkVacant()
        try await copyWhole(of: source)
        return try await answer("cloned \(source) into \(folder)")
    }

    func checkVacant() async throws {
        guard try await FileTree(workspace: workspace, limits: limits).entry(at: folder) == nil else {
            throw AirlockError(.conflict, "something is at \(folder) already", hint: "choose another params.path")
        }
    }

    func copyWhole(of source: WorkspacePath) async throws {
        try await top.output([
            "clone", "--quiet", "--no-local", "--template=", "--", FileTree.argument(source), FileTree.argument(folder),
        ])
    }

    /// `result` and `more` with where the repository stands now.
    func answer(_ result: String, _ more: [String: JSONValue] = [:]) async throws -> ToolOutput {
        var value = more
        value["result"] = .string(result)
        value["commit_hash"] = try await head().map { .string($0) }
        value["branch"] = try await branch().map { .string($0) }
        return ToolOutput(.object(value), logs: Self.logs(result))
    }

    /// The first lines, for a person.
    static func logs(_ said: String) -> [String] {
        said.split(separator: "\n").prefix(3).map { String($0.prefix(300)) }
    }

    func require(_ name: GitName) async throws {
        guard try await knows(name) else {
            throw AirlockError(
                .notFound, "no branch or commit \(name)", hint: "git_ops log and status show what there is")
        }
    }

    private func knowsBranch(_ name: GitName) async throws -> Bool {
        try await knows(reference: "refs/heads/\(name)")
    }

    /// `git init` names the absolute folder, which says nothing outside of the sandbox.
    private static func withoutPlace(_ said: String) -> String {
        String(said.prefix { $0 != "/" }.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }
}
