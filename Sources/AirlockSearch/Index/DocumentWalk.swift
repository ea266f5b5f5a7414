import AirlockCore
import Glibc

/// A file that the index would hold, as the disk shows it.
struct DocumentFile: Sendable, Hashable {
    enum Kind: Sendable { case html, markdown }

    let path: String
    let size: Int
    /// Nanoseconds since 1970.
    let modified: Int64
    let kind: Kind

    /// Changes whenever the file does.
    var stamp: String { "\(size)-\(modified)" }
}

/// Finds the documents below some folders. Symlinks inside are not followed.
struct DocumentWalk {
    private static let maximumFiles = 100_000
    private static let maximumDepth = 12

    /// Sources, pictures and lists that generators put beside the pages, and what isn't prose.
    private static let skippedFolders: Set<String> = [
        "_sources", "_static", "_images", "_modules", "_downloads", "examples", "RelNotes",
    ]
    private static let skippedNames: Set<String> = [
        "genindex", "search", "py-modindex", "modindex", "all", "404", "contents", "sitemap", "genindex-all",
        "copyright",
    ]

    private(set) var files: [DocumentFile] = []
    private var seen: Set<String> = []

    /// - Throws: `.limitExceeded` over 100,000 documents.
    init(_ roots: [String]) throws(AirlockError) {
        for root in roots {
            guard let real = realpath(root, nil) else { continue }
            defer { free(real) }
            try walk(String(cString: real), depth: 0)
        }
        files.sort { $0.path < $1.path }
    }

    private mutating func walk(_ folder: String, depth: Int) throws(AirlockError) {
        guard depth < Self.maximumDepth, seen.insert(folder).inserted, let stream = opendir(folder) else { return }
        defer { closedir(stream) }
        var found: [DocumentFile] = []
        var folders: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
            }
            guard let name, !name.hasPrefix(".") else { continue }
            var status = stat()
            guard fstatat(dirfd(stream), name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            let kind = status.st_mode & S_IFMT
            if kind == S_IFDIR, !Self.skippedFolders.contains(name) { folders.append("\(folder)/\(name)") }
            if kind == S_IFREG, let file = Self.document(name, in: folder, status) { found.append(file) }
        }
        // Text beside pages is their source.
        let hasPages = found.contains { $0.kind == .html }
        files += found.filter { !hasPages || $0.kind == .html }
        guard files.count <= Self.maximumFiles else {
            throw AirlockError(
                .limitExceeded, "more than \(Self.maximumFiles) documents", hint: "index fewer folders")
        }
        for folder in folders { try walk(folder, depth: depth + 1) }
    }

    private static func document(_ name: String, in folder: String, _ status: stat) -> DocumentFile? {
        guard let dot = name.lastIndex(of: "."), !skippedNames.contains(String(name[..<dot])) else { return nil }
        let kind: DocumentFile.Kind
        switch name[name.index(after: dot)...].lowercased() {
        case "html", "htm", "xhtml": kind = .html
        case "md", "markdown", "txt": kind = .markdown
        default: return nil
        }
        guard (1...ReadableText.maximumBytes).contains(Int(status.st_size)) else { return nil }
        let modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        return DocumentFile(path: "\(folder)/\(name)", size: Int(status.st_size), modified: modified, kind: kind)
    }
}
