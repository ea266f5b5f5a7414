import AirlockCore

/// What layers take on the disk. A file with names in several of them counts once, and is freed with the last.
struct LayerSizes {
    private struct SharedFile {
        var names: Int
        let bytes: Int
    }

    /// Of files with one name, and of folders.
    private var own: [String: Int] = [:]
    /// Names by inode.
    private var names: [String: [UInt64: Int]] = [:]
    private var shared: [UInt64: SharedFile] = [:]
    private(set) var total = 0

    /// - Parameter layers: The folder that holds the layer's.
    mutating func add(_ id: String, in layers: FileTree) throws(SystemFailure) {
        var bytes = try layers.entry(TreePath(id))?.diskBytes ?? 0
        var waiting = [TreePath(id)]
        while let folder = waiting.popLast() {
            for name in try layers.names(in: folder) {
                let path = folder.appending(name)
                guard let entry = try layers.entry(path) else { continue }
                if entry.type == .folder { waiting.append(path) }
                if entry.type == .folder || entry.links == 1 {
                    bytes += entry.diskBytes
                } else {
                    count(entry, in: id)
                }
            }
        }
        own[id] = bytes
        total += bytes
    }

    private mutating func count(_ entry: FileTree.Entry, in id: String) {
        names[id, default: [:]][entry.inode, default: 0] += 1
        if shared[entry.inode] == nil { total += entry.diskBytes }
        shared[entry.inode, default: SharedFile(names: 0, bytes: entry.diskBytes)].names += 1
    }

    /// - Returns: The bytes that are free without it.
    mutating func remove(_ id: String) -> Int {
        var freed = own.removeValue(forKey: id) ?? 0
        for (inode, count) in names.removeValue(forKey: id) ?? [:] {
            guard var file = shared[inode] else { continue }
            file.names -= count
            shared[inode] = file.names == 0 ? nil : file
            if file.names == 0 { freed += file.bytes }
        }
        total -= freed
        return freed
    }
}
