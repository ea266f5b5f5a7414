public import AirlockCore
import Foundation

/// The file in which what probes found is kept, one entry a provider.
public struct ProbeTable: Sendable {
    private let path: String

    /// - Parameter path: Absolute.
    public init(path: String) { self.path = path }

    /// What is known. A file that is missing or damaged is no knowledge, and nothing worse.
    public func results() -> [ProbeResult] {
        guard let data = FileManager.default.contents(atPath: path), data.count < 1 << 20 else { return [] }
        return (try? JSONValue(parsing: Array(data)).decode([ProbeResult].self)) ?? []
    }

    /// Adds results; older ones of the same providers go.
    public func keep(_ new: [ProbeResult]) throws(AirlockError) {
        let old = results().filter { known in !new.contains { $0.provider == known.provider } }
        do {
            let folder = URL(filePath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Data(try JSONValue(encoding: old + new).canonical).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw AirlockError(.unavailable, "\(path) can't be written: \(error.localizedDescription)")
        }
    }
}
