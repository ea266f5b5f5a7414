import AirlockCore

/// Brings commits in from another machine.
extension GitRepository {
    /// - Parameter shown: What a person agreed to, if the remote was named.
    /// - Throws: `.conflict` if the name stands for another address now.
    func fetch(
        _ wanted: GitRemote, shown: CallPreview?, by access: GitOps.Access
    ) async throws -> ToolOutput {
        let remote = try await remote(wanted, toPush: false)
        if case .name = wanted, shown?.terms["url"]?.string != "\(remote.address)" {
            throw AirlockError(.conflict, "\(wanted) isn't the address that the card showed", hint: "fetch again")
        }
        let name = try await named(remote)
        let transfer = try await GitTransfer.make(for: self, format: try await objectFormat())
        try await transfer.take(["+refs/remotes/\(name)/*:refs/known/*"], from: self)
        try await transfer.fetch(remote.address, by: try access(remote.address.host, remote.address.port))
        try await copy(
            ["+refs/heads/*:refs/remotes/\(name)/*", "refs/tags/*:refs/tags/*"], from: transfer.repository)
        try await transfer.remove()
        return try await answer("fetched \(name) from \(remote.address)")
    }

    /// What a card says of a fetch from a name.
    func fetchPreview(_ wanted: GitRemote) async throws -> CallPreview {
        let address = try await remote(wanted, toPush: false).address
        return CallPreview(
            sentences: ["reads branches and tags of \(address)"], diff: "", effects: [address.effect],
            terms: ["url": .string("\(address)")])
    }

    /// Into this folder, which must not be there yet.
    func clone(_ address: GitAddress, by access: GitAccess) async throws -> ToolOutput {
        try await checkVacant()
        let transfer = try await GitTransfer.make(for: self, format: "sha1")
        try await transfer.fetch(address, by: access)
        let head = try await transfer.reach(address, by: access, ["ls-remote", "--symref", "\(address)", "HEAD"])
        if let branch = Self.branch(in: head.outputText) {
            try await transfer.repository.output(["symbolic-ref", "HEAD", "refs/heads/\(branch)"])
        }
        try await copyWhole(of: transfer.repository.folder)
        try await output(["config", "remote.origin.url", "\(address)"])
        try await transfer.remove()
        return try await answer("cloned \(address) into \(folder)")
    }

    /// From `ref: refs/heads/main<TAB>HEAD` (`git help ls-remote`).
    private static func branch(in text: String) -> GitName? {
        let line = text.split(separator: "\n").first { $0.hasPrefix("ref: refs/heads/") && $0.hasSuffix("\tHEAD") }
        return line.flatMap { try? GitName(String($0.dropFirst(16).dropLast(5)), field: "branch") }
    }
}
