import AirlockCore
import AirlockStore
import Foundation
import Glibc

/// A state folder of a test's own, removed with it.
final class TemporaryHome: Sendable {
    let path: String
    let world: World

    /// - Parameter inMemory: On a file system in memory where there is one, for a test that commits so often that a disk
    ///   would take minutes.
    init(inMemory: Bool = false) throws {
        let memory = "/dev/shm"
        let isThere = inMemory && FileManager.default.isWritableFile(atPath: memory)
        let parent = isThere ? memory : FileManager.default.temporaryDirectory.path
        path = parent + "/airlock-store-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        world = World(
            now: { Timestamp(millisecondsSince1970: 1_767_225_600_123) }, newID: { "\($0)_\(UUID().uuidString)" })
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func folder() throws -> StateFolder { try StateFolder(path, minimumFreeBytes: 1) }

    func store() throws -> Store { try Store(folder(), world: world) }

    func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
    }

    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path + "/" + folder).sorted()
    }

    func mode(_ name: String) -> mode_t {
        var status = stat()
        return lstat(path + "/" + name, &status) == 0 ? status.st_mode & 0o777 : 0
    }
}
