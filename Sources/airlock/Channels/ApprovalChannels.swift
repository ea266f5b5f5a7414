import AirlockCore
import AirlockNet
import AsyncHTTPClient

/// The channels that a configuration names.
struct ApprovalChannels: Sendable {
    private static let telegramAPI = "https://api.telegram.org"

    let channels: [any ApprovalChannel]
    /// What must not appear in any log.
    let secrets: [String]

    /// - Throws: `.invalidRequest`; `.unavailable` for a secret that isn't in the environment.
    init(
        _ settings: Configuration.Approvals, environment: [String: String], http: HTTPClient, world: World
    ) throws(AirlockError) {
        var channels: [any ApprovalChannel] = []
        var secrets: [String] = []
        if let telegram = settings.telegram {
            let token = try Self.secret(telegram.tokenEnv, of: "approvals.telegram.token_env", environment)
            secrets.append(token)
            channels.append(
                try TelegramChannel(
                    token: token, users: telegram.users, api: telegram.apiURL ?? Self.telegramAPI, http: http))
        }
        if let webhook = settings.webhook {
            let secret = try Self.secret(webhook.secretEnv, of: "approvals.webhook.secret_env", environment)
            secrets.append(secret)
            channels.append(try WebhookChannel(url: webhook.url, secret: secret, http: http, world: world))
        }
        self.channels = channels
        self.secrets = secrets
    }

    private static func secret(
        _ name: String, of key: String, _ environment: [String: String]
    ) throws(AirlockError) -> String {
        guard let value = environment[name], !value.isEmpty else {
            throw AirlockError(
                .unavailable, "the environment variable \(name), which \(key) names, is not set",
                hint: "set it before the start, or take the channel out of config.yaml")
        }
        return value
    }
}
