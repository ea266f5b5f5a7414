import AirlockCore

/// A bare repository for the time of one call, through which everything passes that leaves or enters the machine. Nothing in it
/// is the agent's but objects, which git checks by their hashes on the way in: no configuration, hook, attribute, graft or
/// replacement that programs could have written.
struct GitTransfer {
    private static let name = ".airlock-transfer"

    let repository: GitRepository
    private let tree: FileTree

    /// - Parameter format: `sha1` or `sha256`.
    /// - Throws: `.conflict` if something has its name.
    static func make(for source: GitRepository, format: String) async throws -> GitTransfer {
        let folder = try WorkspacePath(name)
        let tree = FileTree(workspace: source.workspace, limits: source.limits)
        guard try await tree.entry(at: folder) == nil else {
            throw AirlockError(.conflict, "something is at \(name), which transfers are made in", hint: "delete it")
        }
        try await source.top.output([
            "init", "--quiet", "--bare", "--template=", "--object-format=\(format)", "--", FileTree.argument(folder),
        ])
        let repository = GitRepository(workspace: source.workspace, folder: folder, limits: source.limits)
        return GitTransfer(repository: repository, tree: tree)
    }

    /// Copies objects and references from a repository of the workspace.
    func take(_ references: [String], from source: GitRepository) async throws {
        try await repository.copy(references, from: source)
    }

    func remove() async throws { try await tree.delete(repository.folder) }

    /// Runs git with a way to one server, and nothing else, and the credential for it.
    func reach(
        _ address: GitAddress, by access: GitAccess, _ arguments: [String]
    ) async throws -> ProgramResult {
        let lent = try access.lent(to: address)
        let result = try await repository.workspace.run(
            Program(
                ["/bin/sh", "-c", lent.script, "airlock-git"] + arguments, in: repository.folder,
                standardInput: lent.input, limits: repository.limits, egress: try address.lease))
        guard result.exitStatus != 127 else {
            throw (address.transport == .ssh ? Toolchain.ssh : Toolchain.git).missing
        }
        return access.withheld(result)
    }

    /// Brings in all branches and tags of the server.
    /// - Throws: ``GitRepository/Failure``.
    func fetch(_ address: GitAddress, by access: GitAccess) async throws {
        let result = try await reach(
            address, by: access,
            [
                "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "\(address)",
                "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*",
            ])
        guard result.exitStatus == 0, result.stop == nil else { throw GitRepository.Failure(result: result) }
    }

    /// What the server has at these references.
    /// - Throws: ``GitRepository/Failure``.
    func advertised(
        _ references: [String], at address: GitAddress, by access: GitAccess
    ) async throws -> [String: String] {
        let result = try await reach(address, by: access, ["ls-remote", "--quiet", "\(address)"] + references)
        guard result.exitStatus == 0, !result.mayBeCut(repository.limits) else {
            throw GitRepository.Failure(result: result)
        }
        var found: [String: String] = [:]
        for line in result.outputText.split(separator: "\n") {
            let parts = line.split(separator: "\t")
            if parts.count == 2, references.contains(String(parts[1])) { found[String(parts[1])] = String(parts[0]) }
        }
        return found
    }
}
