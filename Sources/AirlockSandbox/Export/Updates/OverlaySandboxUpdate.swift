public import AirlockCore
import Foundation

extension OverlaySandbox {
    public func apply(
        _ snapshot: Snapshot, since base: Snapshot, to folder: String, isTrial: Bool
    ) async throws -> AppliedExport {
        let store = store
        return try await onOwnThread {
            let differences = try store.differences(from: base, to: snapshot)
            let target = try store.folderToUpdate(folder)
            let plan = try FolderUpdatePlan(
                differences, target: target, excluded: [store.folder, try store.stateFolder()])
            if !isTrial {
                if !plan.conflicts.isEmpty { throw Self.conflict(plan.conflicts) }
                let stage = try UpdateStage(in: target)
                defer { stage.remove() }
                try FolderUpdate(target: target, view: try store.view(of: snapshot), stage: stage).apply(plan.steps)
            }
            return AppliedExport(
                folder: folder, changes: plan.steps.map(\.change), conflicts: plan.conflicts.map(\.text),
                skipped: plan.skipped.map(\.text), isApplied: !isTrial)
        }
    }

    /// Paths that an error names.
    private static let namedPaths = 5

    private static func conflict(_ paths: [TreePath]) -> AirlockError {
        let named = paths.prefix(namedPaths).map { $0.text.printable.debugDescription }.joined(separator: ", ")
        let more = paths.count > namedPaths ? " and \(paths.count - namedPaths) more" : ""
        return AirlockError(
            .conflict, "the host changed \(named)\(more) too, so nothing was written",
            hint: "export to a new folder, and bring both together by hand")
    }
}

extension LayerStore {
    /// Opens a host folder; what leads to it may hold symlinks, what lies below is only reached through folders.
    func folderToUpdate(_ path: String) throws -> FileTree {
        guard path.hasPrefix("/") else {
            throw AirlockError(.invalidRequest, "\(path) is not an absolute path of a folder")
        }
        guard let opened = try? OpenFile.folder(URL(fileURLWithPath: path).resolvingSymlinksInPath().path) else {
            throw AirlockError(.notFound, "no folder \(path)", hint: "name a folder that exists and that you may write")
        }
        if try [folder, stateFolder()].contains(where: { try $0.isSame(as: opened) }) {
            throw AirlockError(
                .invalidRequest, "\(path) is Airlock's own state", hint: "name the folder of your project")
        }
        return FileTree(root: opened)
    }
}
