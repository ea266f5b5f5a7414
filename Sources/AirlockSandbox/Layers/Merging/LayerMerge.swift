import AirlockCore
import CSandbox
import Glibc

/// Makes one layer of several consecutive ones that shows, over what is below them, exactly what they show. Files are linked,
/// not copied. Blocks.
///
/// A mark that hides something is only kept where there is something to hide: in a folder that stands on nothing the kernel
/// would list whiteouts as names.
struct LayerMerge {
    /// What is merged.
    let range: MergedView
    /// What is below.
    let lower: MergedView
    /// Empty, and on the same file system.
    let target: FileTree
    /// Names in the new layer.
    private(set) var entries = 0
    private var folders: [(path: TreePath, layer: Int)] = []

    init(range: MergedView, lower: MergedView, target: FileTree) {
        self.range = range
        self.lower = lower
        self.target = target
    }

    /// A folder of the new layer, what the merged layers have there, and what would be seen through it.
    private struct Place {
        let folder: MergedView.Folder
        let below: MergedView.Folder?
    }

    mutating func run() throws(SystemFailure) {
        var waiting = [Place(folder: range.root, below: lower.root)]
        folders.append((.root, 0))
        while let place = waiting.popLast() { waiting += try fill(place) }
        // What is put into a folder changes its time, so inner ones come first.
        for (path, layer) in folders.reversed() { try copyMetadata(of: path, in: layer) }
    }

    /// - Returns: The folders in it.
    private mutating func fill(_ place: Place) throws(SystemFailure) -> [Place] {
        let path = place.folder.path
        let destination = try target.open(path, O_RDONLY | O_DIRECTORY)
        var sources: [Int: OpenFile] = [:]
        for part in place.folder.parts { sources[part] = try range.layers[part].open(path, O_RDONLY | O_DIRECTORY) }
        var inner: [Place] = []
        for name in try range.names(in: place.folder) {
            guard let stack = try range.stack(name, in: place.folder), let source = sources[stack.found.layer] else {
                continue
            }
            let below = try place.below.flatMap { (below) throws(SystemFailure) in try lower.find(name, in: below) }
            let child = path.appending(name)
            if stack.found.entry.type == .folder {
                inner.append(try makeFolder(child, stack, over: below))
            } else if below != nil || !stack.found.entry.isWhiteout {
                try link(child, stack.found, from: source, to: destination)
            } else {
                continue
            }
            entries += 1
        }
        return inner
    }

    private mutating func makeFolder(
        _ path: TreePath, _ stack: MergedView.Stack, over below: MergedView.Found?
    ) throws(SystemFailure) -> Place {
        try target.makeFolder(path, mode: 0o700)
        folders.append((path, stack.found.layer))
        let hidden = below?.entry.type == .folder ? below : nil
        if stack.hidesOlder, hidden != nil {
            let folder = try target.open(path, O_RDONLY | O_DIRECTORY)
            try shimCall("mark \(path.text)") { airlock_make_opaque(folder.number) }
        }
        let shown = stack.hidesOlder ? nil : hidden
        return Place(
            folder: MergedView.Folder(path: path, parts: stack.found.parts),
            below: shown.map { MergedView.Folder(path: path, parts: $0.parts) })
    }

    private func link(
        _ path: TreePath, _ found: MergedView.Found, from source: OpenFile, to destination: OpenFile
    ) throws(SystemFailure) {
        let name = TreePath(bytes: path.name)
        do {
            try systemCall("link \(path.text)") {
                name.withCString { linkat(source.number, $0, destination.number, $0, 0) }
            }
        } catch {
            guard error.number == EMLINK, found.entry.type == .file else { throw error }
            let layer = range.layers[found.layer]
            let copy = try target.copyFile(from: layer, path, to: path, mode: 0o600).file
            let original = try layer.open(path, O_RDONLY | O_NONBLOCK)
            try shimCall("copy \(path.text)") { airlock_copy_metadata(original.number, copy.number) }
        }
    }

    private func copyMetadata(of path: TreePath, in layer: Int) throws(SystemFailure) {
        let original = try range.layers[layer].open(path, O_RDONLY | O_DIRECTORY)
        let copy = try target.open(path, O_RDONLY | O_DIRECTORY)
        try shimCall("copy \(path.text)") { airlock_copy_metadata(original.number, copy.number) }
    }
}
