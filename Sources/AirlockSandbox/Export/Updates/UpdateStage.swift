import AirlockCore
import CSandbox
import Glibc

/// A hidden folder inside a host folder, where files are made whole before each is put into its place. Blocks.
struct UpdateStage {
    let tree: FileTree
    private let target: FileTree
    private let name: String

    private static let prefix = ".airlock-update-"

    /// Also removes what crashes left of earlier ones.
    init(in target: FileTree) throws(SystemFailure) {
        self.target = target
        for name in try target.names(in: .root) where Self.isStage(name) {
            Self.remove(String(decoding: name, as: UTF8.self), from: target)
        }
        name = Self.prefix + String(UInt64.random(in: 1 << 60 ... .max), radix: 16)
        try systemCall("make \(name)") { [name] in mkdirat(target.root.number, name, 0o700) }
        tree = FileTree(root: try target.open(TreePath(name), O_RDONLY | O_DIRECTORY))
        // Held as long as this attempt lives, so that no other takes it for a leftover.
        try systemCall("lock \(name)") { [tree] in flock(tree.root.number, LOCK_EX | LOCK_NB) }
    }

    func remove() {
        Self.empty(tree)
        unlinkat(target.root.number, name, AT_REMOVEDIR)
    }

    /// Nothing that a person would name a folder.
    static func isStage(_ name: [UInt8]) -> Bool {
        let digits = name.dropFirst(prefix.utf8.count)
        return name.starts(with: prefix.utf8) && digits.count == 16
            && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// What can't be removed now is removed at the next attempt.
    private static func remove(_ name: String, from target: FileTree) {
        guard let folder = try? target.open(TreePath(name), O_RDONLY | O_DIRECTORY),
            flock(folder.number, LOCK_EX | LOCK_NB) == 0
        else { return }
        empty(FileTree(root: folder))
        unlinkat(target.root.number, name, AT_REMOVEDIR)
    }

    /// A stage holds files only.
    private static func empty(_ stage: FileTree) {
        for name in (try? stage.names(in: .root)) ?? [] {
            _ = TreePath(bytes: name).withCString { unlinkat(stage.root.number, $0, 0) }
        }
    }

    /// Writes all that was made to the disk.
    func sync() throws(SystemFailure) {
        if airlock_syncfs(tree.root.number) == 0 { return }
        // Some file systems of other machines can't do it at once.
        for name in try tree.names(in: .root) {
            try tree.open(TreePath(bytes: name), O_RDONLY).sync("the stage")
        }
        try tree.root.sync("the stage")
    }
}
