import AirlockCore
import CSandbox
import Foundation
import Glibc

/// A host folder that appears whole or not at all: it is filled beside its place and renamed at the end. Blocks.
struct PartialFolder: Sendable {
    /// What is filled.
    let tree: FileTree
    private let parent: OpenFile
    private let parentPath: String
    private let name: String
    private let partialName: String

    /// Makes the folders above and removes what crashes left of earlier attempts at the same place.
    /// - Throws: `.conflict` if something but an empty folder is there, `.invalidRequest`, `.backendFailed`.
    init(for folder: String) throws {
        let place = URL(fileURLWithPath: folder).standardizedFileURL
        guard folder.hasPrefix("/"), place.path != "/" else {
            throw AirlockError(.invalidRequest, "\(folder) is not an absolute path of a folder")
        }
        let above = place.deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: above, withIntermediateDirectories: true)
        } catch {
            throw AirlockError(
                .backendFailed, "can't make the folder \(above.path)", hint: "choose a folder that you may write",
                cause: error)
        }
        name = place.lastPathComponent
        parentPath = above.resolvingSymlinksInPath().path
        parent = try OpenFile.folder(parentPath)
        let siblings = FileTree(root: parent)
        if let found = try siblings.entry(TreePath(name)) {
            guard found.type == .folder,
                try FileTree(root: siblings.open(TreePath(name), O_RDONLY | O_DIRECTORY)).names(in: .root).isEmpty
            else { throw Self.isTaken(folder) }
        }
        try Self.removeLeftovers(of: name, in: siblings, at: parentPath)
        let digits = String(UInt64.random(in: 1 << 60 ... .max), radix: 16)
        partialName = "\(name).partial-\(digits)"
        try systemCall("make \(folder)") { [parent, partialName] in mkdirat(parent.number, partialName, 0o700) }
        let opened = try siblings.open(TreePath(partialName), O_RDONLY | O_DIRECTORY)
        // Held as long as this attempt lives, so that no other takes it for a leftover.
        try systemCall("lock \(folder)") { flock(opened.number, LOCK_EX | LOCK_NB) }
        tree = FileTree(root: opened)
    }

    /// Writes all to the disk and puts the folder in its place.
    /// - Throws: `.conflict` if something was put there meanwhile.
    func finish() throws {
        try systemCall("set the mode of \(name)") { fchmod(tree.root.number, 0o755) }
        // Some file systems of other machines can't; the rename is then as late as it can be.
        _ = airlock_syncfs(tree.root.number)
        do {
            try systemCall("rename \(partialName)") {
                renameat(parent.number, partialName, parent.number, name)
            }
        } catch {
            guard [ENOTEMPTY, EEXIST, ENOTDIR].contains(error.number) else { throw error }
            throw Self.isTaken("\(parentPath)/\(name)")
        }
        _ = fsync(parent.number)
    }

    /// Only what this attempt made is in there. What can't be removed now is removed at the next attempt.
    func remove() { try? FileManager.default.removeItem(atPath: "\(parentPath)/\(partialName)") }

    private static func removeLeftovers(of name: String, in siblings: FileTree, at path: String) throws {
        let prefix = "\(name).partial-"
        for sibling in try siblings.names(in: .root).map({ String(decoding: $0, as: UTF8.self) }) {
            guard sibling.hasPrefix(prefix), isRandom(sibling.dropFirst(prefix.count)),
                let folder = try? siblings.open(TreePath(sibling), O_RDONLY | O_DIRECTORY),
                flock(folder.number, LOCK_EX | LOCK_NB) == 0
            else { continue }
            try? FileManager.default.removeItem(atPath: "\(path)/\(sibling)")
        }
    }

    /// Nothing that a person would name a folder.
    private static func isRandom(_ digits: Substring) -> Bool {
        digits.utf8.count == 16 && digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func isTaken(_ folder: String) -> AirlockError {
        AirlockError(.conflict, "\(folder) isn't empty", hint: "name a new or an empty folder")
    }
}
