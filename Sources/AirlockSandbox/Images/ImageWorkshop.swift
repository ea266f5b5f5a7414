import AirlockCore
import CSandbox
import Foundation
import Glibc

/// Where one image is taken in: containers on this machine's `/usr` that see the source at `/image` and write to `/made`.
/// What they made counts only when it was renamed to its name.
struct ImageWorkshop: Sendable {
    private let container: Container
    private let mounts: HeldMounts
    private let cache: OpenFile
    private let name: String
    /// What the containers write.
    let made: FileTree

    private static let unfinished = "unfinished"
    private static let limits = Limits(
        wallSeconds: 1800, cpuSeconds: 3600, outputBytes: 8192, memoryBytes: 2 << 30, processes: 64, openFiles: 1024,
        fileBytes: 8 << 30, layerBytes: 64 << 30, inodes: 5_000_000)

    static func make(
        _ source: String, in cachePath: String, named name: String, runtime: SandboxRuntime
    ) async throws -> ImageWorkshop {
        let owner = SandboxUser.current
        let cache = try await onOwnThread {
            try FileManager.default.createDirectory(
                atPath: cachePath, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
            let cache = try OpenFile.folder(cachePath)
            try clear(cache)
            try systemCall("make \(cachePath)/\(unfinished)") { mkdirat(cache.number, unfinished, 0o755) }
            let folder = try FileTree(root: cache).open(TreePath(unfinished), O_RDONLY | O_DIRECTORY)
            try owner.take(folder, mode: 0o755)
            return cache
        }
        var container = Container(
            runtime: runtime.program, toolchains: [], owner: owner, temporaryBytes: 1 << 30,
            reserve: DiskReserve(folder: cache), egress: nil)
        container.isWorkspaceWritable = false
        container.moreMounts = [
            SystemMounts.readOnly(source, at: "/image", from: "/tmp/s/0"),
            .writable(source: "/tmp/s/1", target: "/made"),
        ]
        let mounts = try await HeldMounts.hold(
            HeldMounts.Request(overlay: nil, sources: [source, "\(cachePath)/\(unfinished)"], owner: owner))
        let made = try FileTree(root: cache).open(TreePath(unfinished), O_RDONLY | O_DIRECTORY)
        return ImageWorkshop(
            container: container, mounts: mounts, cache: cache, name: name, made: FileTree(root: made))
    }

    /// What belongs to a running system, or can't be made without privileges, stays behind; so do files that only another
    /// user may read.
    func copyFolder() async throws {
        try await run(
            """
            mkdir /made/root
            tar -C /image --one-file-system --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' \\
                --exclude='./tmp/*' --warning=none -cf - . 2>/dev/null | tar -xpf - -C /made/root --no-same-owner
            """)
    }

    /// - Throws: `.invalidRequest` with what was said.
    func run(_ script: String, _ arguments: [String] = []) async throws {
        let program = Program(["/bin/sh", "-ec", script, "sh"] + arguments, limits: Self.limits)
        let cancellation = try Cancellation.make()
        let result = try await withTaskCancellationHandler {
            try await container.run(program, on: mounts, data: nil, cancellation).result
        } onCancel: {
            cancellation.request()
        }
        guard result.exitStatus == 0, result.stop == nil else {
            let said = String(decoding: result.standardError.prefix(1000), as: UTF8.self)
            throw AirlockError(.invalidRequest, "the image can't be unpacked: \(said.printable)")
        }
    }

    /// Makes the places where other things are mounted, and opens to their owner whatever was closed.
    func finish() async throws {
        try await run(
            """
            cd /made/root
            [ -e bin/sh ] || [ -L bin/sh ] || { echo 'it has no /bin/sh' >&2; exit 1; }
            find . -type d ! -perm -u+rwx -exec chmod u+rwx {} +
            find . -type f ! -perm -u+r -exec chmod u+r {} +
            for d in dev proc sys tmp home/agent workspace; do [ -d "$d" ] || mkdir -p "$d"; done
            """)
        try await mounts.end(kept: false)
        let (cache, name) = (cache, name)
        try await onOwnThread {
            try shimCall("write the image to disk") { airlock_syncfs(cache.number) }
            try systemCall("name the image") { renameat(cache.number, Self.unfinished, cache.number, name) }
            try cache.sync("the images' folder")
        }
    }

    /// Removes what was made. What stands in the way of that is left to the next image.
    func abandon() async {
        try? await mounts.end(kept: false)
        let cache = cache
        try? await onOwnThread { try Self.clear(cache) }
    }

    private static func clear(_ cache: OpenFile) throws(SystemFailure) {
        if mkdirat(cache.number, "trash", 0o700) < 0, errno != EEXIST {
            throw SystemFailure(attempt: "make the images' trash", number: errno)
        }
        let trash = try FileTree(root: cache).open(TreePath("trash"), O_RDONLY | O_DIRECTORY)
        var removal = TreeRemoval(trash: trash)
        try removal.remove(unfinished, from: cache)
        try removal.empty()
    }
}
