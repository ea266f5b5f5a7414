import AirlockCore

/// A chain of layers read as one tree, by the overlay's rules (kernel, filesystems/overlayfs.rst), without mounting it.
struct MergedView: Sendable {
    /// Newest first.
    let layers: [FileTree]
    /// Of the layers, in the same order; none for a view that isn't compared with others.
    let ids: [String]

    init(layers: [FileTree], ids: [String] = []) {
        self.layers = layers
        self.ids = ids
    }

    /// A folder as it is seen, and the layers that have a part in it, newest first.
    struct Folder: Sendable {
        let path: TreePath
        let parts: [Int]
        /// Whether a newer layer hides all that these parts show, though it holds no mark at this very place: the kernel marks
        /// only the topmost folder that was made anew.
        var isReplaced = false
    }

    struct Found: Sendable {
        let entry: FileTree.Entry
        /// Index of the layer that holds what is seen.
        let layer: Int
        /// Of a folder.
        let parts: [Int]
    }

    /// A name in all layers of a folder.
    struct Stack: Sendable {
        /// The newest, which may be a whiteout.
        let found: Found
        /// Whether layers older than all of these would not be seen at this place.
        let hidesOlder: Bool
    }

    var root: Folder { Folder(path: .root, parts: Array(layers.indices)) }

    /// What the layers hold under a name, whether it is seen or is a whiteout; nil for nothing.
    func stack(_ name: [UInt8], in folder: Folder) throws(SystemFailure) -> Stack? {
        let path = folder.path.appending(name)
        var top: (entry: FileTree.Entry, layer: Int)?
        var parts: [Int] = []
        var hidesOlder = false
        for layer in folder.parts {
            guard let entry = try layers[layer].entry(path) else { continue }
            let isFolder = entry.type == .folder
            hidesOlder = !isFolder
            // A file or whiteout below a folder ends it, and isn't seen.
            if top == nil { top = (entry, layer) } else if !isFolder { break }
            guard isFolder else { break }
            parts.append(layer)
            hidesOlder = try layers[layer].isOpaque(path)
            if hidesOlder { break }
        }
        return top.map {
            Stack(found: Found(entry: $0.entry, layer: $0.layer, parts: parts), hidesOlder: hidesOlder)
        }
    }

    /// What is seen under this name in a folder; nil for nothing.
    func find(_ name: [UInt8], in folder: Folder) throws(SystemFailure) -> Found? {
        guard let found = try stack(name, in: folder)?.found, !found.entry.isWhiteout else { return nil }
        return found
    }

    /// What is seen at a path; nil for nothing.
    func find(_ path: TreePath) throws(SystemFailure) -> Found? {
        var folder = root
        var found: Found?
        for name in path.bytes.split(separator: UInt8(ascii: "/")).map(Array.init) {
            found = try find(name, in: folder)
            guard let found else { return nil }
            folder = Folder(path: folder.path.appending(name), parts: found.parts)
        }
        return found
    }

    /// Every name that any layer has there, sorted; some may be whiteouts, which ``find(_:in:)`` answers with nil.
    func names(in folder: Folder) throws(SystemFailure) -> [[UInt8]] {
        var all: Set<[UInt8]> = []
        for layer in folder.parts { all.formUnion(try layers[layer].names(in: folder.path)) }
        return all.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Walks what is seen below a folder, folders before what is in them. `visit` says whether to go into a folder.
    func walk(_ folder: Folder, _ visit: (TreePath, Found) throws -> Bool) throws {
        var waiting = [folder]
        while let next = waiting.popLast() {
            for name in try names(in: next) {
                guard let found = try find(name, in: next) else { continue }
                let path = next.path.appending(name)
                if try visit(path, found), found.entry.type == .folder {
                    waiting.append(Folder(path: path, parts: found.parts))
                }
            }
        }
    }
}
