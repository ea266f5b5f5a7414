import AirlockCore
import Foundation

/// What a workspace ought to hold, kept beside the sandbox and independent of it.
struct Tree: Sendable, Hashable {
    enum Entry: Sendable, Hashable {
        case file(String)
        case folder
    }

    private(set) var entries: [String: Entry] = [:]

    /// One line an entry, in the order of the paths; the same for a tree that was read from disk.
    var digest: String {
        let lines = entries.sorted { $0.key < $1.key }.map { path, entry in
            switch entry {
            case .file(let text): "file \(path) \(SHA256.hex(Array(text.utf8)))"
            case .folder: "folder \(path)"
            }
        }
        return SHA256.hex(Array(lines.joined(separator: "\n").utf8))
    }

    var files: [String] { entries.filter { $0.value != .folder }.keys.sorted() }
    var folders: [String] { entries.filter { $0.value == .folder }.keys.sorted() }

    func holdsFiles(below folder: String) -> Bool { files.contains { $0.hasPrefix(folder + "/") } }

    mutating func write(_ text: String, to path: String) { entries[path] = .file(text) }
    mutating func makeFolder(_ path: String) { entries[path] = .folder }

    mutating func remove(_ path: String) {
        entries = entries.filter { $0.key != path && !$0.key.hasPrefix(path + "/") }
    }

    mutating func move(_ path: String, to target: String) {
        let moved = entries.filter { $0.key == path || $0.key.hasPrefix(path + "/") }
        remove(path)
        for (old, entry) in moved { entries[target + old.dropFirst(path.count)] = entry }
    }

    /// Reads a host folder that we wrote ourselves. Whatever is neither a file nor a folder makes the digest differ.
    init(readingFolder root: String) throws {
        for path in try FileManager.default.subpathsOfDirectory(atPath: root) {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isFolder)
            if isFolder.boolValue {
                makeFolder(path)
            } else {
                let bytes = try Data(contentsOf: URL(filePath: "\(root)/\(path)"))
                write(String(decoding: bytes, as: UTF8.self), to: path)
            }
        }
    }

    init() {}
}
