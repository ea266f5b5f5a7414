import AirlockCore

/// Takes one git repository out of a snapshot without its hooks, filters and settings: a container bundles it, a second
/// and clean one checks the bundle and makes a new repository from it. The host's own git is never run.
struct RepositoryClone: Sendable {
    /// What came out of the first container.
    struct Bundle: Sendable {
        let layer: FileTree
        let folder: TreePath
        /// Nil for a detached HEAD.
        let branch: String?
        /// Files that aren't in the newest commit but aren't ignored either, by their paths in the repository.
        let loose: [TreePath]

        var file: TreePath { folder.appending(Array("bundle".utf8)) }
    }

    /// What came out of the second.
    struct Clone: Sendable {
        let layer: FileTree
        let commitHash: String
        let hasSymlinks: Bool

        static let root = TreePath("out")

        /// Ours, whatever the clone's own says.
        var config: [UInt8] {
            Array(
                """
                [core]
                \trepositoryformatversion = 0
                \tfilemode = true
                \tbare = false
                \tlogallrefupdates = true
                \(hasSymlinks ? "\tsymlinks = false\n" : "")
                """.utf8)
        }
    }

    static let limits = Limits(
        wallSeconds: 300, cpuSeconds: 600, outputBytes: 1 << 16, memoryBytes: 4 << 30, processes: 256, openFiles: 1024,
        fileBytes: 8 << 30, layerBytes: 16 << 30, inodes: 2_000_000)
    private static let listBytes = 16 << 20

    /// `$1` is the folder to write to. 90: no commit. `GIT_DIR`, so that git doesn't take an outer repository for a broken one.
    private static let bundleScript = """
        set -e
        export GIT_DIR="$PWD/.git"
        git rev-list -n 1 --all >/dev/null
        [ -n "$(git rev-list -n 1 --all)" ] || exit 90
        [ "$(git rev-parse --show-object-format)" = sha1 ]
        mkdir -p -- "$1"
        head=; if git rev-parse -q --verify HEAD >/dev/null; then head=HEAD; fi
        git bundle create -q "$1/bundle" $head --all
        git symbolic-ref -q --short HEAD > "$1/branch" || [ -n "$head" ]
        git ls-files -z --others --exclude-standard > "$1/loose"
        [ -z "$head" ] || git diff-index -z --cached --name-only --no-renames --diff-filter=A HEAD >> "$1/loose"
        """

    /// `$1` is the branch, empty for a detached HEAD.
    private static let cloneScript = """
        set -e
        git init -q --template= -b "${1:-main}" out
        cd out
        git config core.symlinks false
        git fetch -q --update-head-ok --no-write-fetch-head ../in.bundle 'refs/heads/*:refs/heads/*' 'refs/tags/*:refs/tags/*'
        if [ -z "$1" ]; then git fetch -q ../in.bundle HEAD; git checkout -q --detach FETCH_HEAD; fi
        git fsck --strict --full --no-dangling --no-progress >/dev/null
        git reset -q --hard
        git rev-parse HEAD > ../commit
        git ls-files -s | grep -q '^120000' && echo yes > ../symlinks || true
        """

    /// - Returns: Nil for a repository without a commit.
    static func bundle(
        _ repository: MergedView.Folder, on branch: OverlayBranch
    ) async throws -> Bundle? {
        guard let path = try? WorkspacePath(repository.path.text) else {
            throw AirlockError(.backendFailed, "its name isn't UTF-8")
        }
        let name = ".airlock-export-\(String(UInt64.random(in: .min ... .max), radix: 16))"
        let argv = ["/bin/sh", "-c", bundleScript, "sh", "\(Container.workspace)/\(name)"]
        let result = try await branch.run(Program(argv, in: path, limits: limits))
        if result.exitStatus == 90 { return nil }
        try check(result, "bundled")
        let folder = TreePath(name)
        return try await branch.harvest { layer in
            let head = try text(folder.appending(Array("branch".utf8)), in: layer, limit: 4096)
            let loose = try layer.open(folder.appending(Array("loose".utf8)), 0).read(upTo: listBytes + 1, of: "loose")
            guard loose.count <= listBytes else {
                throw AirlockError(.limitExceeded, "the repository has too many files that aren't committed")
            }
            return Bundle(
                layer: layer, folder: folder, branch: head.isEmpty ? nil : head,
                loose: loose.split(separator: 0).map { TreePath(bytes: Array($0)) })
        }
    }

    /// Runs on a branch of the empty snapshot that holds the bundle as `in.bundle`.
    static func clone(_ bundle: Bundle, on branch: OverlayBranch) async throws -> Clone {
        let argv = ["/bin/sh", "-c", cloneScript, "sh", bundle.branch ?? ""]
        try check(try await branch.run(Program(argv, limits: limits)), "cloned")
        let clone = try await branch.harvest { layer in
            let commit = try text(TreePath("commit"), in: layer, limit: 100)
            guard commit.utf8.count == 40, commit.allSatisfy(\.isHexDigit) else {
                throw AirlockError(.backendFailed, "git named no commit")
            }
            return Clone(
                layer: layer, commitHash: commit, hasSymlinks: try layer.entry(TreePath("symlinks")) != nil)
        }
        guard let clone else { throw AirlockError(.backendFailed, "git left nothing") }
        return clone
    }

    /// Of `.git`, only what holds commits; no hooks, no alternates, no settings.
    static func isWanted(_ path: TreePath) -> Bool {
        let names = path.bytes.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
        if names.dropFirst().contains(where: { $0.lowercased() == ".git" }) { return false }
        guard names.first == ".git", names.count > 1 else {
            return names.first?.lowercased() != ".git" || names == [".git"]
        }
        switch names[1] {
        case "HEAD", "index", "packed-refs": return names.count == 2
        case "refs", "logs": return true
        case "objects": return names.count == 2 || names[2] == "pack" || names[2].utf8.count == 2
        default: return false
        }
    }

    private static func text(_ path: TreePath, in layer: FileTree, limit: Int) throws -> String {
        let bytes = try layer.open(path, 0).read(upTo: limit, of: path.text)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
    }

    private static func check(_ result: ProgramResult, _ what: String) throws(AirlockError) {
        if result.exitStatus == 0, result.stop == nil { return }
        let said = String(decoding: result.standardError.suffix(300), as: UTF8.self)
        throw AirlockError(.backendFailed, "the repository can't be \(what): \(said)")
    }
}
