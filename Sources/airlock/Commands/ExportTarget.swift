import AirlockCore
import Foundation

/// The folder that `run --export` names. Nothing that is there is ever overwritten or removed but an empty folder.
struct ExportTarget: Sendable {
    /// Absolute.
    let path: String

    /// - Throws: `.invalidRequest` unless nothing or an empty folder is there.
    init(_ path: String) throws(AirlockError) {
        self.path = URL(filePath: path).standardizedFileURL.path
        var status = stat()
        guard lstat(self.path, &status) == 0 else {
            guard errno == ENOENT else {
                throw AirlockError(.invalidRequest, "--export \(self.path): \(String(cString: strerror(errno)))")
            }
            return
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw refusal("is not a folder") }
        guard let entries = try? FileManager.default.contentsOfDirectory(atPath: self.path) else {
            throw refusal("can't be read")
        }
        guard entries.isEmpty else { throw refusal("is not empty") }
    }

    /// Copies the result there.
    /// - Throws: `.conflict` if something came to be there meanwhile.
    func fill(from folder: String) throws {
        guard rmdir(path) == 0 || errno == ENOENT else {
            throw AirlockError(
                .conflict, "\(path) is no longer an empty folder", hint: "the result is in \(folder)")
        }
        let parent = URL(filePath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: folder, toPath: path)
    }

    private func refusal(_ why: String) -> AirlockError {
        AirlockError(.invalidRequest, "--export \(path) \(why)", hint: "name a new or an empty folder")
    }
}
