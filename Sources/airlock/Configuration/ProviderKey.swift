import AirlockCore

/// Where a model provider's key is: an environment variable, or a file that only its owner can read. Never the
/// configuration.
struct ProviderKey: Sendable {
    private let provider: String
    private let variable: String?
    private let file: String?
    private let environment: [String: String]

    /// - Throws: `.invalidRequest` if both are named, or a file by no absolute path; `.unavailable` if the file is not fit.
    init(_ provider: Configuration.Provider, usually: String?, environment: [String: String]) throws(AirlockError) {
        self.provider = provider.name
        self.environment = environment
        file = provider.apiKeyFile
        variable = provider.apiKeyEnv ?? (provider.apiKeyFile == nil ? usually : nil)
        guard provider.apiKeyEnv == nil || provider.apiKeyFile == nil else {
            throw AirlockError(
                .invalidRequest, "model provider \(provider.name): api_key_env and api_key_file are both given")
        }
        if let file {
            guard file.hasPrefix("/") else {
                throw AirlockError(
                    .invalidRequest, "model provider \(provider.name): api_key_file is not an absolute path")
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
        try SecretFile.read(path, of: "model provider \(provider)")
    }
}
