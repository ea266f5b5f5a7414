import AirlockCore
import Foundation

/// A folder of the host that a person names for an export.
struct HostFolder: Sendable {
    /// Absolute.
    let path: String

    /// - Parameter home: The state folder, below which nothing is written but by Airlock itself.
    /// - Throws: `.invalidRequest` for a path below it, whatever symlinks lead there.
    init(_ path: String, outside home: String) throws(AirlockError) {
        self.path = path
        let (real, own) = (Self.resolved(path), Self.resolved(home))
        guard real != own, !real.hasPrefix(own + "/") else {
            throw AirlockError(
                .invalidRequest, "\(path) lies in Airlock's own state folder", hint: "name a folder of your own")
        }
    }

    /// Whether nothing or an empty folder is there. A symlink is something.
    var isVacant: Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else { return errno == ENOENT }
        guard status.st_mode & S_IFMT == S_IFDIR else { return false }
        return (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty == true
    }

    /// The nearest folder above that exists, without symlinks, and the rest as it is.
    private static func resolved(_ path: String) -> String {
        var (head, rest) = (URL(filePath: path).standardizedFileURL.path, "")
        while head != "/" {
            if let real = realpath(head, nil) {
                defer { free(real) }
                return String(cString: real) + rest
            }
            let url = URL(filePath: head)
            rest = "/" + url.lastPathComponent + rest
            head = url.deletingLastPathComponent().path
        }
        return rest
    }
}
