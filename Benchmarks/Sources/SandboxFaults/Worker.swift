import AirlockCore
import AirlockSandbox
import AirlockTestKit
import Foundation

/// Does all that the layer engine can, in an order that a seed gives, and says so step by step.
struct Worker {
    /// The file system under test: `layers` and `out` lie in it.
    let root: String
    /// A folder elsewhere.
    let source: String
    let seed: UInt64
    let steps: Int

    func work() async throws {
        var generator = SeededSource(seed: seed)
        let sandbox = try Stores.open(root)
        var tree = try makeSource()
        try Entry(.importing, tree: tree.digest).say()
        let base = try await sandbox.importFolder(source)
        try Entry(.imported, id: base.id, tree: tree.digest).say()
        try await export(base, tree, to: "early", of: sandbox)
        let baseTree = tree
        var snapshot = base
        for step in 0..<steps {
            let mutation = Mutation(of: tree, by: &generator)
            let branch = try await seal(mutation, on: snapshot, in: sandbox)
            if step % 5 == 3 {
                try Entry(.dropping, id: branch.id).say()
                await sandbox.drop(branch.id)
                try Entry(.dropped, id: branch.id).say()
            } else {
                try Entry(.promoting, id: branch.id, tree: mutation.tree.digest).say()
                snapshot = try await sandbox.promote(try SandboxConformance.promotion(of: branch))
                try Entry(.promoted, id: snapshot.id, tree: mutation.tree.digest).say()
                tree = mutation.tree
            }
        }
        // One that waits for a person all the while.
        _ = try await seal(Mutation(of: tree, by: &generator), on: snapshot, in: sandbox)
        try await export(snapshot, tree, to: "late", of: sandbox)
        try await apply(snapshot, tree, since: base, baseTree, of: sandbox)
        try await collect(keeping: [base, snapshot], in: sandbox)
        try Entry(.ended).say()
    }

    private func makeSource() throws -> Tree {
        var tree = Tree()
        for folder in ["a", "a/b", "c"] { tree.makeFolder(folder) }
        for number in 0..<12 { tree.write("imported \(number)", to: "\(["a", "a/b", "c"][number % 3])/f\(number)") }
        tree.write("first", to: "always")
        for folder in tree.folders {
            try FileManager.default.createDirectory(atPath: "\(source)/\(folder)", withIntermediateDirectories: true)
        }
        for (path, entry) in tree.entries {
            if case .file(let text) = entry { try Data(text.utf8).write(to: URL(filePath: "\(source)/\(path)")) }
        }
        return tree
    }

    private func seal(
        _ mutation: Mutation, on base: Snapshot, in sandbox: OverlaySandbox
    ) async throws -> SealedBranch {
        let digest = mutation.tree.digest
        try Entry(.sealing, tree: digest, snapshots: [base.id]).say()
        let script = mutation.script
        let trial = try SandboxConformance.trial { workspace in
            let program = Program(["/bin/sh", "-ec", script], limits: SandboxConformance.limits)
            let result = try await workspace.run(program)
            guard result.exitStatus == 0 else {
                throw AirlockError(.commandFailed, String(decoding: result.standardError, as: UTF8.self))
            }
        }
        let (_, branch) = try await sandbox.tryOut(trial, on: base)
        try Entry(.sealed, id: branch.id, tree: digest, snapshots: [base.id]).say()
        return branch
    }

    private func export(
        _ snapshot: Snapshot, _ tree: Tree, to name: String, of sandbox: OverlaySandbox
    ) async throws {
        try Entry(.exporting, id: snapshot.id, tree: tree.digest, folder: name).say()
        _ = try await sandbox.export(snapshot, to: "\(root)/out/\(name)")
        try Entry(.exported, id: snapshot.id, tree: tree.digest, folder: name).say()
    }

    /// Into the folder that `base` was exported to.
    private func apply(
        _ snapshot: Snapshot, _ tree: Tree, since base: Snapshot, _ baseTree: Tree, of sandbox: OverlaySandbox
    ) async throws {
        try await export(base, baseTree, to: "existing", of: sandbox)
        try Entry(.applying, id: snapshot.id, tree: tree.digest, folder: "existing", snapshots: [base.id]).say()
        do {
            let applied = try await sandbox.apply(
                snapshot, since: base, to: "\(root)/out/existing", isTrial: false)
            guard applied.isApplied else { throw AirlockError(.conflict, "\(applied.conflicts)") }
            try Entry(.applied, id: snapshot.id, tree: tree.digest, folder: "existing").say()
        } catch let error as AirlockError where error.code == .unavailable {
            // This build can't; the folder stays as it was exported.
            try Entry(.exported, id: base.id, tree: baseTree.digest, folder: "existing").say()
        }
    }

    private func collect(keeping kept: Set<Snapshot>, in sandbox: OverlaySandbox) async throws {
        // As the next start sees them: what this process made always stays.
        let archive = try Stores.open(root)
        try Entry(.collecting, snapshots: kept.map(\.id)).say()
        _ = try await archive.collect(keeping: kept, budget: 0)
        try Entry(.collected).say()
    }
}

enum Stores {
    static func open(_ root: String) throws -> OverlaySandbox {
        guard let runtime = try RuntimeChoice("bubblewrap", virtualMachine: nil).candidates().first else {
            throw AirlockError(.unavailable, "bubblewrap is missing")
        }
        return try OverlaySandbox(
            folder: root + "/layers", toolchains: [], temporaryBytes: 16 << 20, runtime: runtime)
    }
}
