import AirlockCore

/// Where a provider's key is: an environment variable, or a file that only its owner can read. Never the
/// configuration.
struct ProviderKey: Sendable {
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
        try SecretFile.read(path, of: owner)
    }
}
