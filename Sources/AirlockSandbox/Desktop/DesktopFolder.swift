import AirlockCore
import Foundation
import Glibc

/// The one folder of the host that a desktop's containers share and may write: where its server's socket lies.
struct DesktopFolder: Sendable {
    /// Absolute.
    let socketPath: String
    private let folder: OpenFile
    private let trash: OpenFile
    private let owner: SandboxUser

    private static let socketName = "sockets"

    /// Makes it anew, whatever an earlier desktop left there.
    init(_ path: String, owner: SandboxUser) throws {
        guard path.hasPrefix("/") else {
            throw AirlockError(.invalidRequest, "a desktop's folder is an absolute path")
        }
        self.owner = owner
        socketPath = "\(path)/\(Self.socketName)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        folder = try OpenFile.folder(path)
        if mkdirat(folder.number, "trash", 0o700) < 0, errno != EEXIST {
            throw SystemFailure(attempt: "make \(path)/trash", number: errno)
        }
        let tree = FileTree(root: folder)
        trash = try tree.open(TreePath("trash"), O_RDONLY | O_DIRECTORY)
        try clear()
        try systemCall("make \(socketPath)") { mkdirat(folder.number, Self.socketName, 0o700) }
        try owner.take(try tree.open(TreePath(Self.socketName), O_RDONLY | O_DIRECTORY), mode: 0o700)
    }

    /// Removes what the containers wrote. Nothing may use it any more.
    func clear() throws(SystemFailure) {
        var removal = TreeRemoval(trash: trash)
        try removal.remove(Self.socketName, from: folder)
        try removal.empty()
    }
}
