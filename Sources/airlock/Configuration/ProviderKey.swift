import AirlockCore
import Foundation

/// Where a provider's key is: an environment variable, or a file that only its owner can read. Never the
/// configuration.
struct ProviderKey: Sendable {
    /// What a key file may have at most, in bytes.
    private static let sizeLimit = 4096

    /// As messages call it.
    private let owner: String
    private let variable: String?
    private let file: String?
    private let environment: [String: String]

    /// - Throws: `.invalidRequest` if both are named, or a file by no absolute path; `.unavailable` if the file is not fit.
    init(_ provider: Configuration.Provider, usually: String?, environment: [String: String]) throws(AirlockError) {
        try self.init(
            of: "model provider \(provider.name)", variable: provider.apiKeyEnv, file: provider.apiKeyFile,
            usually: usually, environment: environment)
    }

    /// - Parameter usually: The variable that is read if neither is named.
    /// - Throws: As the other.
    init(
        of owner: String, variable: String?, file: String?, usually: String?, environment: [String: String]
    ) throws(AirlockError) {
        self.owner = owner
        self.environment = environment
        self.file = file
        self.variable = variable ?? (file == nil ? usually : nil)
        guard variable == nil || file == nil else {
            throw AirlockError(.invalidRequest, "\(owner): a variable and a file of its key are both given")
        }
        if let file {
            guard file.hasPrefix("/") else {
                throw AirlockError(.invalidRequest, "\(owner): its key file is not an absolute path")
            }
            _ = try read(file)
        }
    }

    /// Read anew each time, so that a key can be changed. Nil if there is none.
    var current: String? {
        let key = if let file { try? read(file) } else { variable.flatMap { environment[$0] } }
        return key.flatMap { $0.isEmpty ? nil : $0 }
    }

    private func read(_ path: String) throws(AirlockError) -> String {
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
        var bytes = [UInt8](repeating: 0, count: Self.sizeLimit + 1)
        let count = Foundation.read(descriptor, &bytes, bytes.count)
        guard (0...Self.sizeLimit).contains(count) else { throw refusal("is over \(Self.sizeLimit) bytes") }
        return String(decoding: bytes[..<count], as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
