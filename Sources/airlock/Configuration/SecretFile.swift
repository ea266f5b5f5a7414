import AirlockCore
import Foundation

/// A file with one secret that only its owner can read.
enum SecretFile {
    /// What it may have at most, in bytes.
    private static let sizeLimit = 4096

    /// Without white space at its ends.
    /// - Parameter owner: Whose secret it is, for messages.
    /// - Throws: `.unavailable` for no regular file, one that others can read, or one that is too long.
    static func read(_ path: String, of owner: String) throws(AirlockError) -> String {
        func refusal(_ reason: String, _ hint: String? = nil) -> AirlockError {
            AirlockError(.unavailable, "\(owner): the key file \(path) \(reason)", hint: hint)
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { throw refusal("can't be read: \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { throw refusal("is no file") }
        guard facts.st_mode & 0o077 == 0, facts.st_uid == getuid() else {
            throw refusal("can be read by others", "chmod 600 \(path), as its owner")
        }
        var bytes = [UInt8](repeating: 0, count: sizeLimit + 1)
        let count = Foundation.read(descriptor, &bytes, bytes.count)
        guard (0...sizeLimit).contains(count) else { throw refusal("is over \(sizeLimit) bytes") }
        return String(decoding: bytes[..<count], as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
