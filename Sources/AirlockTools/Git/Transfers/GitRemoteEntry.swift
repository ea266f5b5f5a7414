import AirlockCore

/// A remote as a repository knows it.
struct GitRemoteEntry: Sendable, Hashable {
    /// Nil for an address that the repository has no name for.
    let name: String?
    let address: GitAddress
}

extension GitRepository {
    /// What stands behind a name, or which name an address has. Rewriting of addresses (`url.*.insteadOf`) is not followed.
    /// - Throws: `.notFound` for an unknown name, `.invalidRequest` for one that isn't one https or ssh address.
    func remote(_ remote: GitRemote, toPush: Bool = true) async throws -> GitRemoteEntry {
        switch remote {
        case .address(let address):
            let name = try await remoteNames().first { try await addresses(of: $0, toPush: toPush) == ["\(address)"] }
            return GitRemoteEntry(name: name, address: address)
        case .name(let name):
            let found = try await addresses(of: "\(name)", toPush: toPush)
            guard let text = found.first else {
                throw AirlockError(
                    .notFound, "no remote \(name)",
                    hint: "name an https or ssh address in params.remote; it becomes \(name)")
            }
            guard found.count == 1 else {
                throw AirlockError(.invalidRequest, "the remote \(name) has \(found.count) addresses")
            }
            return GitRemoteEntry(name: "\(name)", address: try GitAddress(text))
        }
    }

    private func addresses(of name: String, toPush: Bool) async throws -> [String] {
        for key in toPush ? ["pushurl", "url"] : ["url"] {
            let found = try await values(["config", "-z", "--get-all", "remote.\(name).\(key)"])
            if !found.isEmpty { return found }
        }
        return []
    }

    private func remoteNames() async throws -> [String] {
        try await values(["config", "-z", "--name-only", "--get-regexp", #"^remote\..*\.url$"#])
            .map { String($0.dropFirst("remote.".count).dropLast(".url".count)) }
            .filter { (try? GitName($0, field: "remote")) != nil }
    }

    /// NUL-separated; none if git found nothing.
    private func values(_ arguments: [String]) async throws -> [String] {
        let result = try await run(arguments)
        guard result.exitStatus <= 1, !result.mayBeCut(limits) else { throw Failure(result: result) }
        return result.standardOutput.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Notes where a branch of a remote stands now. An address without a name gets one: `origin`, or its host's.
    func remember(_ remote: GitRemoteEntry, branch: String, at commit: String) async throws {
        let name = try await named(remote)
        try await output(["update-ref", "refs/remotes/\(name)/\(branch)", commit])
    }

    /// The remote's name, made if need be.
    func named(_ remote: GitRemoteEntry) async throws -> String {
        if let name = remote.name { return name }
        let name = try await remoteNames().contains("origin") ? remote.address.host : "origin"
        try await output(["config", "remote.\(name).url", "\(remote.address)"])
        try await output(["config", "remote.\(name).fetch", "+refs/heads/*:refs/remotes/\(name)/*"])
        return name
    }
}

extension [String] {
    fileprivate func first(where isWanted: (String) async throws -> Bool) async rethrows -> String? {
        for element in self where try await isWanted(element) { return element }
        return nil
    }
}
