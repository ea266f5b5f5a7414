import AirlockCore
import Dispatch
import FoundationEssentials
import GRDB
import Synchronization

/// What a build has to do to make the index fit the disk.
struct IndexPlan {
    /// Files that are read side by side.
    private static let batch = 32

    let changed: [DocumentFile]
    /// Rows of files that are gone, or changed.
    let removed: [Int64]
    private let outdated: [Int64]

    var isEmpty: Bool { changed.isEmpty && removed.isEmpty }

    init(files: [DocumentFile], known: [String: (id: Int64, stamp: String)]) {
        changed = files.filter { known[$0.path]?.stamp != $0.stamp }
        outdated = changed.compactMap { known[$0.path]?.id }
        let present = Set(files.map(\.path))
        removed = known.filter { !present.contains($0.key) }.map(\.value.id)
    }

    /// Runs inside a transaction of the caller's.
    func apply(_ db: Database, _ progress: (Int, Int) -> Void) throws {
        let delete = try db.makeStatement(sql: "DELETE FROM files WHERE id = ?")
        for id in removed + outdated { try delete.execute(arguments: [id]) }
        let insert = try db.makeStatement(
            sql: """
                INSERT OR IGNORE INTO documents (file, url, title, names, mtime, sha256, bytes, text)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for start in stride(from: 0, to: changed.count, by: Self.batch) {
            let files = Array(changed[start..<min(start + Self.batch, changed.count)])
            for (file, documents) in zip(files, Self.read(files)) {
                try db.execute(
                    sql: "INSERT INTO files (path, stamp) VALUES (?, ?)", arguments: [file.path, file.stamp])
                let id = db.lastInsertedRowID
                for document in documents {
                    try insert.execute(arguments: [
                        id, document.url, document.title, document.names, file.modified / 1_000_000,
                        document.sha256, document.text.utf8.count, document.text,
                    ])
                }
            }
            progress(start + files.count, changed.count)
        }
        try db.execute(sql: "INSERT INTO search (search) VALUES ('optimize')")
    }

    /// Reads files on all cores; a file that can't be read holds nothing.
    private static func read(_ files: [DocumentFile]) -> [[IndexedDocument]] {
        let results = Mutex([[IndexedDocument]](repeating: [], count: files.count))
        DispatchQueue.concurrentPerform(iterations: files.count) { index in
            guard let data = try? Data(contentsOf: URL(filePath: files[index].path)) else { return }
            let documents = IndexedDocument.documents(in: files[index], bytes: Array(data))
            results.withLock { $0[index] = documents }
        }
        return results.withLock { $0 }
    }
}
