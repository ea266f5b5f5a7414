import AirlockCore
import Glibc

extension ImageWorkshop {
    /// Unpacks the layers of an archive on top of each other, the lowest first.
    /// - Throws: `.invalidRequest`, also for a layer whose bytes aren't what the image says.
    func unpackArchive() async throws {
        try await run("mkdir /made/archive /made/root; tar -xf /image -C /made/archive --no-same-owner")
        let made = made
        let layers = try await onOwnThread {
            let archive = FileTree(root: try made.open(TreePath("archive"), O_RDONLY | O_DIRECTORY))
            return try ImageArchive(tree: archive).checkedLayers()
        }
        for layer in layers { try await run(Self.layerScript, [layer.path]) }
        try await run("rm -rf /made/archive")
    }

    /// `$1` is the layer. A mark `.wh.NAME` deletes NAME of the layers below, `.wh..wh..opq` all that they have in its folder
    /// (image-spec, layer.md); the marks are unpacked on their own, and followed before anything else of the layer is there.
    private static let layerScript = #"""
        layer=/made/archive/$1
        mkdir /tmp/marks && cd /tmp/marks
        tar -xf "$layer" --no-same-owner --wildcards --no-anchored '.wh.*' 2>/dev/null || true
        find . -name '.wh..wh..opq' -exec sh -c 'for mark do
            folder=/made/root/${mark%/*}
            [ -L "$folder" ] || [ ! -d "$folder" ] || find "$folder" -mindepth 1 -delete
        done' sh {} +
        find . -name '.wh.*' ! -name '.wh..wh.*' -exec sh -c 'for mark do
            name=${mark##*/}
            rm -rf -- "/made/root/${mark%/*}/${name#.wh.}"
        done' sh {} +
        cd /made/root
        tar -xpf "$layer" --no-same-owner --anchored --exclude='dev/*' --exclude='./dev/*' --no-anchored --exclude='.wh.*'
        find . -type d ! -perm -u+rwx -exec chmod u+rwx {} +
        """#
}
