import AirlockCore
import CSandbox
import Glibc

/// Carries out a ``FolderUpdatePlan``: first everything is made whole beside its place, then each file is put there, and what is
/// gone is removed last. One that was interrupted is finished by running it again. Blocks.
struct FolderUpdate {
    typealias Step = FolderUpdatePlan.Step

    let target: FileTree
    /// What is exported.
    let view: MergedView
    let stage: UpdateStage

    /// - Throws: `.conflict` if the host changed one of these paths meanwhile; those before it are written.
    func apply(_ steps: [Step]) throws {
        let staged = try fill(steps)
        for step in steps where !step.isDeletion {
            if let name = staged[step.path] {
                try put(step, from: name, steps)
            } else {
                try makeFolder(step)
            }
        }
        for step in steps.reversed() where step.isDeletion { try delete(step) }
        try stage.sync()
    }

    /// - Returns: Names in the stage.
    private func fill(_ steps: [Step]) throws -> [TreePath: String] {
        var staged: [TreePath: String] = [:]
        for step in steps where !step.isDeletion && step.change.type == .file {
            guard let found = try view.find(step.path), found.entry.type == .file else { continue }
            let name = "\(staged.count)"
            try stage.tree.copyFile(
                from: view.layers[found.layer], step.path, to: TreePath(name),
                mode: found.entry.mode & 0o100 != 0 ? 0o755 : 0o644)
            staged[step.path] = name
        }
        try stage.sync()
        return staged
    }

    private func put(_ step: Step, from name: String, _ steps: [Step]) throws {
        try target.makeFolders(step.path.parent, mode: 0o755)
        if step.change.before?.type == .folder {
            let below = steps.filter { $0.isDeletion && $0.path.isBelow(step.path) }
            for inner in below.reversed() { try delete(inner) }
            try remove(step.path, AT_REMOVEDIR)
        }
        let parent = try target.open(step.path.parent, O_RDONLY | O_DIRECTORY)
        let last = TreePath(bytes: step.path.name)
        guard let entry = try target.entry(step.path) else {
            let result = last.withCString { airlock_rename_new(stage.tree.root.number, name, parent.number, $0) }
            // EINVAL: a file system that only knows the plain rename.
            if result != -EINVAL {
                if result == -EEXIST { throw Self.conflict(step.path) }
                try shimCall("put \(step.path.text) in its place") { result }
                return
            }
            return try rename(name, to: last, in: parent, step)
        }
        guard try target.hasBytes(of: step.change, step.path, entry) || target.isAs(step.change.before, at: step.path)
        else { throw Self.conflict(step.path) }
        try rename(name, to: last, in: parent, step)
    }

    private func rename(_ name: String, to last: TreePath, in parent: OpenFile, _ step: Step) throws(SystemFailure) {
        try systemCall("put \(step.path.text) in its place") {
            last.withCString { renameat(stage.tree.root.number, name, parent.number, $0) }
        }
    }

    private func makeFolder(_ step: Step) throws {
        let entry = try target.entry(step.path)
        if entry?.type == .folder { return }
        guard try target.isAs(step.change.before, at: step.path) else { throw Self.conflict(step.path) }
        if entry != nil { try remove(step.path, 0) }
        try target.makeFolders(step.path, mode: 0o755)
    }

    private func delete(_ step: Step) throws {
        guard let entry = try target.entry(step.path) else { return }
        guard try target.isAs(step.change.before, at: step.path) else { throw Self.conflict(step.path) }
        try remove(step.path, entry.type == .folder ? AT_REMOVEDIR : 0)
    }

    private func remove(_ path: TreePath, _ flags: Int32) throws {
        let parent = try target.open(path.parent, O_RDONLY | O_DIRECTORY)
        do {
            try systemCall("remove \(path.text)") {
                TreePath(bytes: path.name).withCString { unlinkat(parent.number, $0, flags) }
            }
        } catch {
            guard [ENOTEMPTY, EEXIST, ENOTDIR, EISDIR].contains(error.number) else { throw error }
            throw Self.conflict(path)
        }
    }

    private static func conflict(_ path: TreePath) -> AirlockError {
        AirlockError(
            .conflict, "\(path.text.printable) changed on the host meanwhile", hint: "look at it, and export again")
    }
}
