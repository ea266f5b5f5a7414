import AirlockCore
import AirlockModels

/// The keys of all model providers, for whoever asks with them and for whoever must keep them out of what it writes.
struct ModelKeys: Sendable {
    private let keys: [String: ProviderKey]

    init(_ settings: ModelSettings, environment: [String: String]) throws(AirlockError) {
        var keys: [String: ProviderKey] = [:]
        for provider in settings.providers {
            keys[provider.name] = try ProviderKey(
                provider, usually: provider.preset?.keyVariable, environment: environment)
        }
        self.keys = keys
    }

    func key(of provider: String) -> ProviderKey? { keys[provider] }

    /// As they are now. They must never be written anywhere.
    var secrets: [String] { keys.values.compactMap(\.current) }
}
