import AirlockCore
import CSandbox
import Glibc

/// Removes a folder with all below it, whatever names, modes and depth a sandbox gave it, without following a symlink and
/// with two descriptors at a time.
///
/// A folder found below another is first moved up into `trash`, so the work never goes deeper than two levels. Nothing else
/// may use the tree meanwhile.
struct TreeRemoval {
    private let trash: OpenFile
    private var counter = 0

    /// - Parameter trash: An open folder of our own, on the file system of what is removed.
    init(trash: OpenFile) { self.trash = trash }

    /// Moves `name` out of `folder`, which makes it vanish at once, and then takes it apart.
    mutating func remove(_ name: String, from folder: OpenFile) throws(SystemFailure) {
        var found = stat()
        guard fstatat(folder.number, name, &found, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return }
            throw SystemFailure(attempt: "look at \(name)", number: errno)
        }
        guard found.st_mode & S_IFMT == S_IFDIR else {
            try systemCall("remove \(name)") { unlinkat(folder.number, name, 0) }
            return
        }
        try open(TreePath(name), in: folder)
        try moveToTrash(TreePath(name), from: folder)
        try empty()
    }

    /// Takes apart whatever is in the trash, also what an earlier process left there.
    mutating func empty() throws(SystemFailure) {
        let tree = FileTree(root: trash)
        while true {
            // All of a round before the next list: listing for each would take the square of their number.
            let names = try tree.names(in: .root)
            if names.isEmpty { return }
            for name in names { try takeApart(TreePath(bytes: name), of: tree) }
        }
    }

    private mutating func takeApart(_ path: TreePath, of tree: FileTree) throws(SystemFailure) {
        guard try tree.entry(path)?.type == .folder else {
            try systemCall("remove \(path.text)") { path.withCString { unlinkat(trash.number, $0, 0) } }
            return
        }
        try open(path, in: trash)
        let folder = try tree.open(path, O_RDONLY | O_DIRECTORY)
        let inside = FileTree(root: folder)
        for name in try inside.names(in: .root) {
            let child = TreePath(bytes: name)
            if try inside.entry(child)?.type == .folder {
                try open(child, in: folder)
                try moveToTrash(child, from: folder)
            } else {
                try systemCall("remove \(child.text)") { child.withCString { unlinkat(folder.number, $0, 0) } }
            }
        }
        try systemCall("remove \(path.text)") { path.withCString { unlinkat(trash.number, $0, AT_REMOVEDIR) } }
    }

    /// Its owner may always open a folder again, and must before it can be moved or emptied.
    private func open(_ child: TreePath, in folder: OpenFile) throws(SystemFailure) {
        try shimCall("open up \(child.text)") { child.withCString { airlock_chmod_beneath(folder.number, $0, 0o700) } }
    }

    private mutating func moveToTrash(_ child: TreePath, from folder: OpenFile) throws(SystemFailure) {
        while true {
            counter += 1
            let result = child.withCString { airlock_rename_new(folder.number, $0, trash.number, "t\(counter)") }
            if result == -EEXIST { continue }
            try shimCall("move \(child.text) to the trash") { result }
            return
        }
    }
}
