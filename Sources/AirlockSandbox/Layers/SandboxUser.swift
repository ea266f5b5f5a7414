import Glibc

/// Whom the sandbox runs as, and who owns the layers: ourselves, or a fixed ordinary user when we are root.
struct SandboxUser: Sendable, Hashable {
    let uid: UInt32
    let gid: UInt32

    /// 60,578 to 61,183 is allotted to nobody (systemd, UIDS-GIDS), so no other program runs as this user. Fixed, so
    /// that layers written by one start belong to the same user at the next.
    static let forRoot = SandboxUser(uid: 60_713, gid: 60_713)

    static var current: SandboxUser { geteuid() == 0 ? forRoot : SandboxUser(uid: geteuid(), gid: getegid()) }

    /// Gives an open file or folder to this user.
    func take(_ file: OpenFile, mode: UInt32) throws(SystemFailure) {
        if geteuid() == 0 { try systemCall("change the owner of a layer") { fchown(file.number, uid, gid) } }
        try systemCall("change the mode of a layer") { fchmod(file.number, mode) }
    }

    /// Gives a symlink itself to this user.
    func takeSymlink(_ path: TreePath, of tree: FileTree) throws(SystemFailure) {
        guard geteuid() == 0 else { return }
        let parent = try tree.open(path.parent, O_RDONLY | O_DIRECTORY)
        try systemCall("change the owner of \(path.text)") {
            TreePath(bytes: path.name).withCString { fchownat(parent.number, $0, uid, gid, AT_SYMLINK_NOFOLLOW) }
        }
    }
}
