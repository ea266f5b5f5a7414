import AirlockCore

/// One folder with git, by exact arguments in the sandbox.
struct GitRepository {
    /// A git command that didn't end with 0; what it said is the answer.
    struct Failure: Error {
        let result: ProgramResult
        var conflicts: [GitConflict] = []
    }

    let workspace: any Workspace
    let folder: WorkspacePath
    var limits: Limits

    /// Settings against programs that the repository's own settings name, under names of its choice: see ``GitDrivers``.
    var drivers: [String] = []

    /// Hooks, the file system monitor and signature checks are programs that the repository names; they would run what nobody
    /// judged.
    static let command =
        ["git", "--literal-pathspecs"]
        + [
            "core.hooksPath=/dev/null", "core.fsmonitor=false", "advice.detachedHead=false", "log.showSignature=false",
            "merge.verifySignatures=false", "commit.gpgSign=false", "submodule.recurse=false",
            "core.alternateRefsCommand=true",
        ].flatMap { ["-c", $0] }

    /// The workspace itself, for commands that make a folder.
    var top: GitRepository { GitRepository(workspace: workspace, folder: .root, limits: limits) }

    /// Runs git; any exit status is a result.
    func run(_ arguments: [String], input: String = "") async throws -> ProgramResult {
        let result = try await workspace.run(
            Program(Self.command + drivers + arguments, in: folder, standardInput: Array(input.utf8), limits: limits))
        guard result.exitStatus != 127 else { throw Toolchain.git.missing }
        return result
    }

    /// What git said on standard output, without the last line end.
    /// - Throws: ``Failure`` if it didn't end with 0.
    @discardableResult
    func output(_ arguments: [String], input: String = "") async throws -> String {
        let result = try await run(arguments, input: input)
        guard result.exitStatus == 0, result.stop == nil else { throw Failure(result: result) }
        let text = result.outputText
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    /// NUL-separated names.
    func names(_ arguments: [String]) async throws -> [String] {
        let result = try await run(arguments)
        guard result.exitStatus == 0, !result.mayBeCut(limits) else { throw Failure(result: result) }
        return result.standardOutput.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Itself, deaf to programs that its settings name.
    /// - Throws: `.notFound` if the folder is in no repository.
    func checked() async throws -> GitRepository {
        guard try await run(["rev-parse", "--git-dir"]).exitStatus == 0 else {
            throw AirlockError(
                .notFound, "no git repository at \(folder == .root ? "the workspace" : folder.description)",
                hint: "make one with git_ops init, or name its folder in params.path")
        }
        var safe = self
        safe.drivers = try GitDrivers.silencing(
            try await names(["config", "-z", "--name-only", "--list"]))
        return safe
    }

    /// Nil before the first commit.
    func head() async throws -> String? {
        let result = try await run(["rev-parse", "--verify", "--quiet", "HEAD"])
        return result.exitStatus == 0 ? result.outputText.filter { !$0.isNewline } : nil
    }

    /// Nil for a detached head.
    func branch() async throws -> String? {
        let result = try await run(["symbolic-ref", "--short", "--quiet", "HEAD"])
        return result.exitStatus == 0 ? result.outputText.filter { !$0.isNewline } : nil
    }

    /// `sha1` or `sha256`.
    func objectFormat() async throws -> String { try await output(["rev-parse", "--show-object-format"]) }

    /// Whether the full name of a reference is there.
    func knows(reference: String) async throws -> Bool {
        try await run(["show-ref", "--verify", "--quiet", reference]).exitStatus == 0
    }

    /// Fetches from another folder of the workspace; the objects are checked by their hashes.
    func copy(_ references: [String], from source: GitRepository) async throws {
        let place = try await source.output(["rev-parse", "--absolute-git-dir"])
        try await output(
            [
                "-c", "protocol.allow=never", "-c", "protocol.file.allow=always", "-c", "gc.auto=0", "fetch", "--quiet",
                "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules",
                "--", place,
            ] + references)
    }

    /// Whether `name` is a commit.
    func knows(_ name: GitName) async throws -> Bool {
        try await run(["rev-parse", "--verify", "--quiet", "\(name)^{commit}"]).exitStatus == 0
    }

    /// Whether something is staged that the last commit doesn't have.
    func hasStaged() async throws -> Bool {
        let result = try await run(["diff", "--cached", "--quiet", "--no-ext-diff"])
        guard result.exitStatus <= 1, result.stop == nil else { throw Failure(result: result) }
        return result.exitStatus == 1
    }

    /// Commits what is staged.
    /// - Throws: `.conflict` if that is nothing.
    func commitStaged(_ message: String) async throws -> String {
        guard try await hasStaged() else {
            throw AirlockError(
                .conflict, "nothing to commit: no file differs from the last commit",
                hint: "change a file first; files named in .gitignore don't count")
        }
        return try await output(["commit", "--no-gpg-sign", "--file=-"], input: message)
    }

    /// `-- ./a ./b`, or nothing for no paths.
    static func arguments(_ paths: [WorkspacePath]) -> [String] {
        paths.isEmpty ? [] : ["--"] + paths.map(FileTree.argument)
    }
}
