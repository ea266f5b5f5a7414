import AirlockCore
import AirlockSearch
import Foundation
import GRDB

/// Documents and an index of a test's own, removed with it.
final class TemporaryCorpus: Sendable {
    let path: String
    let index: DocumentIndex
    let world = World(now: { Timestamp(millisecondsSince1970: 4_102_444_800_000) }, newID: { "\($0)_1" })

    var search: LocalSearch { LocalSearch(index, world: world) }

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/airlock-search-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path + "/docs", withIntermediateDirectories: true)
        index = DocumentIndex(path + "/index.sqlite")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws {
        let file = URL(fileURLWithPath: path + "/docs/" + name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/docs/" + name) }

    func page(_ title: String, _ body: String, as name: String) throws {
        let filler = String(repeating: "It is described in more detail elsewhere in this book. ", count: 4)
        try write(
            "<html><head><title>\(title)</title></head><body><h1>\(title)</h1><p>\(body)</p><p>\(filler)\(name)</p></body></html>",
            to: name)
    }

    @discardableResult
    func build() async throws -> DocumentIndex.Summary { try await index.build(roots: [path + "/docs"]) { _, _ in } }
}

extension TemporaryCorpus {
    func execute(_ statement: String) async throws {
        let database = try DatabaseQueue(path: index.path)
        try await database.writeWithoutTransaction { try $0.execute(sql: statement) }
        try database.close()
    }
}
