import AirlockCore
import AirlockSandbox
import AirlockTestKit
import Foundation

/// Opens what a power cut left, and says what is wrong with it: everything acknowledged has to be there whole, everything
/// else whole or not at all.
struct Checker {
    let root: String
    let ledger: Ledger
    /// A folder elsewhere, for copies to look at.
    let scratch: String

    /// - Returns: Sentences; none if all is well.
    func problems() async -> [String] {
        do {
            let sandbox = try Stores.open(root)
            _ = try await sandbox.recover()
            var problems = try await snapshots(of: sandbox)
            problems += try await branches(of: sandbox)
            problems += try await exports(of: sandbox)
            problems += try await goesOn(sandbox)
            return problems
        } catch let error as AirlockError {
            return ["the next start fails: \(error.message)"]
        } catch {
            return ["the next start fails: \(error)"]
        }
    }

    private func snapshots(of sandbox: OverlaySandbox) async throws -> [String] {
        var problems: [String] = []
        for (id, tree) in ledger.snapshots.sorted(by: { $0.key < $1.key }) {
            if let problem = await compare(id, tree, in: sandbox) { problems.append(problem) }
        }
        // A promotion under way: the snapshot, or still the branch.
        if let last = ledger.last, last.event == .promoting, let id = last.id, let tree = last.tree {
            let isBranch = try await sandbox.branches().contains { $0.id == id }
            if !isBranch, let problem = await compare(id, tree, in: sandbox) { problems.append(problem) }
        }
        return problems
    }

    /// Whether a snapshot holds what it was said to.
    private func compare(_ id: String, _ tree: String, in sandbox: OverlaySandbox) async -> String? {
        let copy = "\(scratch)/\(id)"
        defer { try? FileManager.default.removeItem(atPath: copy) }
        do {
            _ = try await sandbox.export(Snapshot(id: id), to: copy)
            return try Tree(readingFolder: copy).digest == tree ? nil : "the snapshot \(id) holds something else"
        } catch {
            return "the snapshot \(id) can't be read: \((error as? AirlockError)?.message ?? "\(error)")"
        }
    }

    private func branches(of sandbox: OverlaySandbox) async throws -> [String] {
        let found = try await sandbox.branches()
        let known = ledger.everSealed
        var problems = ledger.waiting.subtracting(found.map(\.id)).sorted().map { "the sealed branch \($0) is gone" }
        for branch in found {
            let isUnderWay = ledger.last?.event == .sealing
            guard let tree = known[branch.id] ?? (isUnderWay ? ledger.last?.tree : nil) else {
                problems.append("nobody sealed the branch \(branch.id)")
                continue
            }
            do {
                let kept = try await sandbox.promote(try SandboxConformance.promotion(of: branch))
                if let problem = await compare(kept.id, tree, in: sandbox) { problems.append("promoted: " + problem) }
            } catch {
                problems.append(
                    "the branch \(branch.id) can't be promoted: \((error as? AirlockError)?.message ?? "\(error)")")
            }
        }
        return problems
    }

    private func exports(of sandbox: OverlaySandbox) async throws -> [String] {
        var problems: [String] = []
        var newest: [String: Entry] = [:]
        for entry in ledger.entries {
            if let folder = entry.folder { newest[folder] = entry }
        }
        for (name, entry) in newest.sorted(by: { $0.key < $1.key }) {
            problems += try await export(name, entry, of: sandbox)
        }
        let left = (try? FileManager.default.contentsOfDirectory(atPath: root + "/out")) ?? []
        return problems + left.filter { newest[$0] == nil }.map { "\($0) was left beside the exports" }
    }

    private func export(_ name: String, _ entry: Entry, of sandbox: OverlaySandbox) async throws -> [String] {
        let folder = "\(root)/out/\(name)"
        guard let id = entry.id, let tree = entry.tree else { return ["a strange entry \(entry)"] }
        let isThere = FileManager.default.fileExists(atPath: folder)
        switch entry.event {
        case .exported, .applied:
            guard isThere else { return ["the export \(name) is gone"] }
            var found = try Tree(readingFolder: folder)
            // The removal of an update's stage isn't waited for: one without files may come back, until the next update.
            if entry.event == .applied {
                for path in found.folders where path.hasPrefix(".airlock-update-") && !found.holdsFiles(below: path) {
                    found.remove(path)
                }
            }
            return found.digest == tree ? [] : ["the export \(name) isn't whole"]
        case .exporting where isThere:
            return try Tree(readingFolder: folder).digest == tree ? [] : ["half an export \(name)"]
        case .exporting: _ = try await sandbox.export(Snapshot(id: id), to: folder)
        default:
            guard let base = entry.snapshots?.first else { return ["a strange entry \(entry)"] }
            do {
                let again = try await sandbox.apply(
                    Snapshot(id: id), since: Snapshot(id: base), to: folder, isTrial: false)
                guard again.isApplied else { return ["applying \(name) again conflicts at \(again.conflicts)"] }
            } catch let error as AirlockError where error.code == .unavailable {
                return []
            }
        }
        return try Tree(readingFolder: folder).digest == tree ? [] : ["\(name) isn't whole the second time"]
    }

    /// Whether work goes on from what is left, through a real mount.
    private func goesOn(_ sandbox: OverlaySandbox) async throws -> [String] {
        let kept = ledger.snapshots
        let newest = ledger.entries.last { $0.event == .promoted && kept[$0.id ?? ""] != nil }?.id
        let base = newest.map { Snapshot(id: $0) } ?? .empty
        let next = try await SandboxConformance.keep(in: sandbox, on: base) { workspace in
            try await workspace.write("after", to: "after")
        }
        let text = try await SandboxConformance.text("after", at: next, in: sandbox)
        return text == "after" ? [] : ["a step after the cut isn't kept"]
    }
}
