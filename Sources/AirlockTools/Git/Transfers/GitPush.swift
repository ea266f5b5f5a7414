import AirlockCore

/// What a push would send, worked out in a clean copy of the repository, so that what is shown is what arrives.
struct GitPush {
    /// Commits that a card lists; more are counted.
    private static let listedCommits = 100
    /// Bytes of the diff that a card shows.
    private static let diffBytes = 64 << 10
    /// Branches of the remote whose commits are taken to be there already.
    private static let knownBranches = 50

    private let transfer: GitTransfer
    private let repository: GitRepository
    let remote: GitRemoteEntry
    let branch: String
    /// The branch's commit.
    private let commit: String
    /// What is known of the remote, by branch: shown commits are those that it lacks. The branch itself alone, if it is there.
    private let known: [String: String]

    /// - Throws: `.conflict` if the remote has commits that the branch lacks (a push would have to be forced), or has it all;
    ///   `.notFound` without the branch, the remote or a commit.
    init(_ remote: GitRemote, _ branch: GitName?, of repository: GitRepository) async throws {
        self.repository = repository
        self.remote = try await repository.remote(remote)
        var named = branch?.description
        if named == nil { named = try await repository.branch() }
        guard let name = named else {
            throw AirlockError(.conflict, "no branch is checked out", hint: "name one in params.branch")
        }
        guard try await repository.knows(reference: "refs/heads/\(name)") else {
            throw AirlockError(.notFound, "no branch \(name) with a commit", hint: "git_ops log shows what there is")
        }
        self.branch = name
        transfer = try await GitTransfer.make(for: repository, format: try await repository.objectFormat())
        let tracked = self.remote.name.map { ["+refs/remotes/\($0)/*:refs/known/*"] } ?? []
        try await transfer.take(["+refs/heads/\(name):refs/heads/shown"] + tracked, from: repository)
        let clean = transfer.repository
        commit = try await clean.output(["rev-parse", "--verify", "refs/heads/shown^{commit}"])
        let there = try await clean.run(["rev-parse", "--verify", "--quiet", "refs/known/\(name)"])
        if there.exitStatus == 0 {
            let was = there.outputText.filter { !$0.isNewline }
            try await Self.check(commit, follows: was, clean, name, self.remote)
            known = [name: was]
        } else {
            known = try await Self.merged(clean)
        }
    }

    private static func check(
        _ commit: String, follows was: String, _ clean: GitRepository, _ branch: String, _ remote: GitRemoteEntry
    ) async throws {
        guard commit != was else {
            throw AirlockError(.conflict, "nothing to push: \(branch) at \(remote.address) is at \(was) already")
        }
        guard try await clean.run(["merge-base", "--is-ancestor", was, commit]).exitStatus == 0 else {
            throw AirlockError(
                .conflict, "\(branch) at \(remote.address) has commits that are not in the one to push",
                hint: "git_ops fetch and merge them first; a force push is denied")
        }
    }

    /// Commits of other branches there that the new one goes on from.
    private static func merged(_ clean: GitRepository) async throws -> [String: String] {
        let said = try await clean.output([
            "for-each-ref", "--merged=refs/heads/shown", "--count=\(knownBranches)",
            "--format=%(objectname) %(refname:lstrip=2)", "refs/known",
        ])
        var found: [String: String] = [:]
        for line in said.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            if parts.count == 2, parts[1] != "HEAD" { found[String(parts[1])] = String(parts[0]) }
        }
        return found
    }

    /// What the card shows and the push is held to.
    func preview() async throws -> CallPreview {
        let clean = transfer.repository
        let lacking = [commit] + known.values.sorted().map { "^\($0)" }
        let count = Int(try await clean.output(["rev-list", "--count"] + lacking)) ?? 0
        let listed = try await commits(lacking)
        let was = known[branch]
        let standing = was.map { "is at \($0) there" } ?? "is new there"
        var sentences = ["pushes \(count) commits to \(branch) of \(remote.address); \(branch) \(standing)"]
        sentences += listed.map { "commit \($0.hash.prefix(12)) \($0.author): \($0.subject)" }
        if count > listed.count { sentences.append("… and \(count - listed.count) more commits") }
        return CallPreview(
            sentences: sentences, diff: try await diff(), effects: [remote.address.effect],
            terms: [
                "url": .string("\(remote.address)"), "branch": .string(branch), "commit": .string(commit),
                "was": was.map(JSONValue.string) ?? .null, "known": .object(known.mapValues(JSONValue.string)),
                "commit_count": .integer(Int64(count)), "commits": try JSONValue(encoding: listed),
            ])
    }

    private struct Commit: Codable {
        let hash: String
        let author: String
        let subject: String
    }

    private func commits(_ lacking: [String]) async throws -> [Commit] {
        let fields = try await transfer.repository.output(
            [
                "log", "-z", "--max-count=\(Self.listedCommits)", "--format=%H%x00%an%x00%s",
            ] + lacking
        ).split(separator: "\0", omittingEmptySubsequences: false).map { String($0.prefix(300)) }
        return stride(from: 0, to: fields.count - 2, by: 3).map {
            Commit(hash: fields[$0], author: fields[$0 + 1], subject: fields[$0 + 2])
        }
    }

    /// A summary by file and the unified diff.
    private func diff() async throws -> String {
        let clean = transfer.repository
        var base = known[branch]
        if base == nil, !known.isEmpty {
            let common = try await clean.run(["merge-base", commit] + known.values.sorted())
            base = common.exitStatus == 0 ? common.outputText.split(separator: "\n").first.map(String.init) : nil
        }
        let start: String
        if let base { start = base } else { start = try await clean.output(["hash-object", "-t", "tree", "--stdin"]) }
        let result = try await clean.run([
            "diff", "--no-ext-diff", "--no-textconv", "--no-color", "--no-renames", "--stat", "--patch", start, commit,
            "--",
        ])
        guard result.exitStatus == 0 else { throw GitRepository.Failure(result: result) }
        let text = result.outputText
        guard text.utf8.count > Self.diffBytes || result.mayBeCut(clean.limits) else { return text }
        let shown = String(decoding: text.utf8.prefix(Self.diffBytes), as: UTF8.self)
        return "\(shown)\n[… cut at \(Self.diffBytes) bytes …]\n"
    }

    /// Sends exactly the shown commits, if the repository and the remote are still as they were shown.
    /// - Throws: `.conflict` if either isn't: nothing was sent then; ``GitRepository/Failure`` if the server refuses.
    func run(shown: CallPreview, by access: GitOps.Access) async throws -> (result: ProgramResult, commit: String) {
        guard try await preview() == shown else {
            throw AirlockError(.conflict, "the repository isn't as the card showed it", hint: "push again")
        }
        let access = try access(remote.address.host, remote.address.port)
        try await checkRemote(by: access)
        let target = "refs/heads/\(branch)"
        let result = try await transfer.reach(
            remote.address, by: access,
            [
                "push", "--porcelain", "--no-verify", "--no-signed", "--no-follow-tags", "--recurse-submodules=no",
                // not to force anything (the branch goes on from there), but to send nothing if it moved meanwhile
                "--force-with-lease=\(target):\(known[branch] ?? "")", "\(remote.address)", "\(commit):\(target)",
            ])
        guard result.exitStatus == 0, result.stop == nil else { throw GitRepository.Failure(result: result) }
        try await repository.remember(remote, branch: branch, at: commit)
        return (result, commit)
    }

    /// The commits that the card left out are really there.
    private func checkRemote(by access: GitAccess) async throws {
        var wanted = known.mapValues { Optional($0) }
        if known[branch] == nil { wanted[branch] = .some(nil) }
        let names = wanted.keys.sorted().map { "refs/heads/\($0)" }
        let found = try await transfer.advertised(names, at: remote.address, by: access)
        for (name, commit) in wanted where found["refs/heads/\(name)"] != commit {
            let now = found["refs/heads/\(name)"].map { "is at \($0)" } ?? "is gone"
            let shown = commit.map { "at \($0)" } ?? "as new"
            throw AirlockError(
                .conflict, "\(name) of \(remote.address) \(now); the card showed it \(shown). Nothing was sent",
                hint: "git_ops fetch, merge if need be, and push again")
        }
    }

    func end() async throws { try await transfer.remove() }
}
