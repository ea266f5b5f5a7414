import AirlockCore
import Glibc

/// Copies what a snapshot shows into a host folder: regular files and folders, nothing else. Whatever stays behind is named.
/// Blocks.
struct SnapshotExport {
    let view: MergedView
    let target: FileTree
    private(set) var files = 0
    private(set) var skipped: [String] = []
    /// Folders left for ``RepositoryClone``, outer ones before those in them.
    private(set) var repositories: [MergedView.Folder] = []
    private var repositoryPaths: Set<TreePath> = []
    private var budget = ByteBudget()

    /// Files of one export.
    private static let fileLimit = 1_000_000
    /// Repositories of one export, each of which takes two containers.
    private static let repositoryLimit = 64
    private static let gitName = Array(".git".utf8)

    init(view: MergedView, target: FileTree) {
        self.view = view
        self.target = target
    }

    /// Everything but the repositories, which are collected.
    mutating func copyPlainFiles() throws {
        try collectRepositories()
        if !repositoryPaths.contains(.root) { try copy(view.root) }
    }

    /// A repository's files without its `.git`: one that holds no commit, or can't be cloned.
    mutating func copyWithoutHistory(_ repository: MergedView.Folder) throws {
        try target.makeFolders(repository.path, mode: 0o755)
        try copy(repository)
    }

    /// The clean clone of a repository, from the layer that it was made on, with the files as the snapshot shows them: those
    /// of its newest commit, whatever was done to them since, and the `loose` ones, by their paths in it.
    mutating func copy(
        _ clone: RepositoryClone.Clone, loose: [TreePath], of repository: MergedView.Folder
    ) throws {
        try target.makeFolders(repository.path, mode: 0o755)
        let root = RepositoryClone.Clone.root
        var found: [(TreePath, FileTree.Entry)] = []
        let source = MergedView(layers: [clone.layer])
        try source.walk(MergedView.Folder(path: root, parts: [0])) { path, seen in
            let relative = TreePath(bytes: Array(path.bytes.dropFirst(root.bytes.count + 1)))
            guard RepositoryClone.isWanted(relative) else { return false }
            found.append((relative, seen.entry))
            return true
        }
        for (relative, entry) in found {
            let origin = root.appending(relative.bytes)
            let destination = repository.path.appending(relative.bytes)
            switch entry.type {
            case .folder: if relative.isBelow(Self.git) { try target.makeFolder(destination, mode: 0o755) }
            case .file where relative.isBelow(Self.git):
                try copyFile(from: clone.layer, origin, entry, to: destination)
            case .file: try copyTracked(destination, asCommitted: origin, entry, in: clone.layer)
            case .symlink, .other: break
            }
        }
        let path = repository.path.appending(Self.gitName).appending(Array("config".utf8))
        try target.open(path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o644).write(clone.config, as: path.text)
        try copyLoose(loose, of: repository)
        try nameLeftBehind(of: repository)
    }

    private static let git = TreePath(bytes: gitName)

    // MARK: Repositories

    /// Folders with a `.git` folder; within a repository also those with a `.git` file, which the outer one doesn't list.
    /// Those beyond the limit are treated as plain folders, or are named.
    private mutating func collectRepositories() throws {
        var waiting = [(folder: view.root, isInside: false)]
        var next = 0
        // Breadth first: what lies deep (a package manager's checkouts) comes last.
        while next < waiting.count, repositories.count < Self.repositoryLimit {
            let (folder, isInside) = waiting[next]
            next += 1
            let git = try view.find(Self.gitName, in: folder)?.entry.type
            let isRepository = git == .folder || (isInside && git != nil)
            if isRepository {
                repositories.append(folder)
                repositoryPaths.insert(folder.path)
            }
            for name in try view.names(in: folder) where !Self.isGit(name) {
                guard let found = try view.find(name, in: folder), found.entry.type == .folder else { continue }
                let path = folder.path.appending(name)
                waiting.append((MergedView.Folder(path: path, parts: found.parts), isInside || isRepository))
            }
        }
    }

    /// A file of the newest commit: as it is now, or not at all if it is gone. A symlink leaves as the text that the clone has
    /// in its place, if it still is the same.
    private mutating func copyTracked(
        _ path: TreePath, asCommitted origin: TreePath, _ entry: FileTree.Entry, in clone: FileTree
    ) throws {
        guard let now = try view.find(path) else { return }
        switch now.entry.type {
        case .file:
            try target.makeFolders(path.parent, mode: 0o755)
            try copyFile(path, now)
        case .symlink:
            let link = try view.layers[now.layer].target(ofSymlink: path)
            let text = try clone.open(origin, O_RDONLY | O_NONBLOCK).read(upTo: Int(PATH_MAX), of: origin.text)
            guard text == link else { return }
            try target.makeFolders(path.parent, mode: 0o755)
            try copyFile(from: clone, origin, entry, to: path)
        case .folder, .other: break
        }
    }

    private mutating func copyLoose(_ names: [TreePath], of repository: MergedView.Folder) throws {
        for name in names {
            let parts = name.bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            guard parts.allSatisfy({ !$0.isEmpty && $0 != [0x2e] && $0 != [0x2e, 0x2e] && !Self.isGit(Array($0)) })
            else { continue }
            let path = repository.path.appending(name.bytes)
            guard let found = try view.find(path), found.entry.type == .file else { continue }
            try target.makeFolders(path.parent, mode: 0o755)
            try copyFile(path, found)
        }
    }

    /// Ignored files, symlinks and whatever else git didn't speak of; a folder without any copied file as a whole.
    private mutating func nameLeftBehind(of repository: MergedView.Folder) throws {
        var waiting = [repository]
        while let folder = waiting.popLast() {
            for name in try view.names(in: folder) {
                let path = folder.path.appending(name)
                if path == repository.path.appending(Self.gitName) || repositoryPaths.contains(path) { continue }
                guard let found = try view.find(name, in: folder) else { continue }
                let copied = try target.entry(path)?.type
                if found.entry.type == .folder, copied == .folder {
                    waiting.append(MergedView.Folder(path: path, parts: found.parts))
                } else if copied != .file {
                    skip(path)
                }
            }
        }
    }

    // MARK: Files

    /// What is in a folder, but for repositories and whatever is named like one's `.git`.
    private mutating func copy(_ start: MergedView.Folder) throws {
        var waiting = [start]
        while let folder = waiting.popLast() {
            for name in try view.names(in: folder) {
                let path = folder.path.appending(name)
                guard !repositoryPaths.contains(path), let found = try view.find(name, in: folder) else { continue }
                if Self.isGit(name) {
                    skip(path)
                    continue
                }
                switch found.entry.type {
                case .folder:
                    try target.makeFolders(path, mode: 0o755)
                    waiting.append(MergedView.Folder(path: path, parts: found.parts))
                case .file: try copyFile(path, found)
                case .symlink, .other: skip(path)
                }
            }
        }
    }

    private mutating func copyFile(_ path: TreePath, _ found: MergedView.Found) throws {
        try copyFile(from: view.layers[found.layer], path, found.entry, to: path)
    }

    private mutating func copyFile(
        from source: FileTree, _ origin: TreePath, _ entry: FileTree.Entry, to path: TreePath
    ) throws {
        files += 1
        guard files <= Self.fileLimit else {
            throw AirlockError(.limitExceeded, "more than \(Self.fileLimit) files to export")
        }
        try budget.take(entry.size, for: "the files to export")
        try target.copyFile(from: source, origin, to: path, mode: entry.mode & 0o100 != 0 ? 0o755 : 0o644)
    }

    private mutating func skip(_ path: TreePath) { skipped.append(path.text) }

    /// Also in the spellings that a file system without case takes for the same.
    static func isGit(_ name: [UInt8]) -> Bool { String(decoding: name, as: UTF8.self).lowercased() == ".git" }
}
