import AirlockCore
import Glibc

/// Writing below a folder of ours, again by descriptors only and through no symlink.
extension FileTree {
    /// Makes one folder; its parent must exist. One that is there already is fine.
    func makeFolder(_ path: TreePath, mode: UInt32) throws(SystemFailure) {
        let parent = try open(path.parent, O_RDONLY | O_DIRECTORY)
        let result = TreePath(bytes: path.name).withCString { mkdirat(parent.number, $0, mode) }
        if result < 0, errno != EEXIST { throw SystemFailure(attempt: "make \(path.text)", number: errno) }
        try setMode(Int(mode), of: path)
    }

    /// Makes a folder and those above it.
    func makeFolders(_ path: TreePath, mode: UInt32) throws(SystemFailure) {
        var folder = TreePath.root
        for name in path.bytes.split(separator: UInt8(ascii: "/")) {
            folder = folder.appending(Array(name))
            if try entry(folder)?.type != .folder { try makeFolder(folder, mode: mode) }
        }
    }

    func makeSymlink(_ path: TreePath, to target: [UInt8]) throws(SystemFailure) {
        let parent = try open(path.parent, O_RDONLY | O_DIRECTORY)
        try systemCall("make the symlink \(path.text)") {
            TreePath(bytes: target).withCString { target in
                TreePath(bytes: path.name).withCString { symlinkat(target, parent.number, $0) }
            }
        }
    }

    /// Copies one regular file. Its folder must exist; a regular file that is there is replaced.
    /// - Returns: The new file, still open, and the bytes copied.
    @discardableResult
    func copyFile(
        from source: FileTree, _ sourcePath: TreePath, to path: TreePath, mode: UInt32
    ) throws(SystemFailure) -> (file: OpenFile, bytes: Int) {
        let input = try source.open(sourcePath, O_RDONLY | O_NONBLOCK)
        var found = stat()
        try systemCall("look at \(sourcePath.text)") { fstat(input.number, &found) }
        guard found.st_mode & S_IFMT == S_IFREG else {
            throw SystemFailure(attempt: "read \(sourcePath.text), which is no regular file", number: EINVAL)
        }
        let output = try open(path, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
        var bytes = 0
        while true {
            let chunk = try input.read(upTo: 1 << 18, of: sourcePath.text)
            if chunk.isEmpty { break }
            try output.write(chunk, as: path.text)
            bytes += chunk.count
        }
        try systemCall("set the mode of \(path.text)") { fchmod(output.number, mode) }
        return (output, bytes)
    }
}
