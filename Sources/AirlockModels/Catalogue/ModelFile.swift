import AirlockCore
import Foundation

/// A model file, and whether it is what it should be.
///
/// Hashing a gigabyte takes seconds, so a good result is kept in `FILE.sha256-ok` as `HASH SIZE MTIME`, and holds as long as
/// size and time of change (whole seconds since 1970) do. `scripts/fetch-models` and ``ModelDownload`` write the same line.
struct ModelFile: Sendable {
    let path: String

    /// - Parameter expected: The hash that the file must have; nil for a file of the user's own.
    /// - Returns: Its SHA-256 in lower-case hex.
    /// - Throws: `.unavailable` if it is missing, unreadable or another file; `.cancelled`.
    @concurrent
    func checkedHash(expected: String?) async throws -> String {
        let stamp = try self.stamp()
        let known = try? String(contentsOfFile: "\(path).sha256-ok", encoding: .utf8)
        let words = known?.split(whereSeparator: \.isWhitespace).map(String.init) ?? []
        if words.count == 3, words[1...] == stamp[...], expected == nil || expected == words[0] { return words[0] }

        let hash = try computeHash()
        if let expected, hash != expected {
            throw AirlockError(
                .unavailable, "model file \(path) has hash \(hash), expected \(expected)",
                hint: "Delete it and fetch it again with `airlock model pull` or scripts/fetch-models.")
        }
        // Only a saving of time: a cache that can't be written to is no fault.
        try? Data("\(hash) \(stamp[0]) \(stamp[1])\n".utf8).write(
            to: URL(filePath: "\(path).sha256-ok"), options: .atomic)
        return hash
    }

    /// Size and time of change.
    private func stamp() throws(AirlockError) -> [String] {
        let facts: [FileAttributeKey: Any]
        do {
            facts = try FileManager.default.attributesOfItem(atPath: path)
        } catch {
            throw AirlockError(
                .unavailable, "there is no model file \(path)",
                hint: "Fetch it with `airlock model pull` or scripts/fetch-models.", cause: error)
        }
        let changed = (facts[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        return ["\(facts[.size] as? Int ?? 0)", "\(Int(changed.rounded(.down)))"]
    }

    private func computeHash() throws -> String {
        let file: FileHandle
        do {
            file = try FileHandle(forReadingFrom: URL(filePath: path))
        } catch {
            throw AirlockError(.unavailable, "model file \(path) can't be read: \(error.localizedDescription)")
        }
        defer { try? file.close() }
        var hash = SHA256()
        while let block = try file.read(upToCount: 1 << 20), !block.isEmpty {
            if Task.isCancelled { throw AirlockError(.cancelled, "checking the model file was cancelled") }
            hash.update(Array(block))
        }
        return hash.finish()
    }
}
