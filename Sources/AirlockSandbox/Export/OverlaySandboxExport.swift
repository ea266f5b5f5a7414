public import AirlockCore

extension OverlaySandbox: Exporter {
    public func export(_ snapshot: Snapshot, to folder: String) async throws -> Export {
        let store = store
        let (partial, view) = try await onOwnThread {
            let view = try store.view(of: snapshot)
            return (try PartialFolder(for: folder), view)
        }
        do {
            let export = try await export(snapshot, view, to: folder, partial.tree)
            try await onOwnThread { try partial.finish() }
            return export
        } catch {
            try? await onOwnThread { partial.remove() }
            throw error
        }
    }

    private func export(
        _ snapshot: Snapshot, _ view: MergedView, to folder: String, _ target: FileTree
    ) async throws -> Export {
        var export = try await onOwnThread {
            var export = SnapshotExport(view: view, target: target)
            try export.copyPlainFiles()
            return export
        }
        var repositories: [Export.Repository] = []
        for repository in export.repositories {
            let (next, found) = try await take(repository, of: snapshot, into: export)
            export = next
            repositories.append(found)
        }
        return Export(
            folder: folder, files: export.files, repositories: repositories, skipped: export.skipped.sorted())
    }

    /// A repository that can't be cloned is copied without its history, which is then named among what was left behind.
    private func take(
        _ repository: MergedView.Folder, of snapshot: Snapshot, into export: SnapshotExport
    ) async throws -> (SnapshotExport, Export.Repository) {
        let first = try await branch(on: snapshot)
        let result: Result<(SnapshotExport, Export.Repository), any Error>
        do {
            result = .success(try await take(repository, from: first, into: export))
        } catch {
            result = .failure(error)
        }
        await first.abandon()
        return try result.get()
    }

    private func take(
        _ repository: MergedView.Folder, from first: OverlayBranch, into export: SnapshotExport
    ) async throws -> (SnapshotExport, Export.Repository) {
        let bundle = try await unlessRefused { try await RepositoryClone.bundle(repository, on: first) }
        guard let bundle else { return try await Self.takeWithoutHistory(repository, into: export) }
        let second = try await branch(on: .empty) { data in
            try data.copyFile(from: bundle.layer, bundle.file, to: TreePath("in.bundle"), mode: 0o644)
        }
        let result: Result<(SnapshotExport, Export.Repository), any Error>
        do {
            let clone = try await unlessRefused { try await RepositoryClone.clone(bundle, on: second) }
            guard let clone else {
                await second.abandon()
                return try await Self.takeWithoutHistory(repository, into: export)
            }
            let taken = try await onOwnThread {
                var export = export
                try export.copy(clone, loose: bundle.loose, of: repository)
                return export
            }
            let path = repository.path.text
            result = .success(
                (taken, Export.Repository(path: path, commitHash: clone.commitHash, branch: bundle.branch)))
        } catch {
            result = .failure(error)
        }
        await second.abandon()
        return try result.get()
    }

    private static func takeWithoutHistory(
        _ repository: MergedView.Folder, into export: SnapshotExport
    ) async throws -> (SnapshotExport, Export.Repository) {
        try await onOwnThread {
            var export = export
            try export.copyWithoutHistory(repository)
            return (export, Export.Repository(path: repository.path.text, commitHash: nil, branch: nil))
        }
    }

    /// Nil where git in the sandbox refused the repository: the rest of the export goes on without its history.
    private func unlessRefused<Value: Sendable>(_ body: () async throws -> Value?) async throws -> Value? {
        do {
            return try await body()
        } catch let error as AirlockError where error.code == .backendFailed || error.code == .limitExceeded {
            return nil
        }
    }
}
