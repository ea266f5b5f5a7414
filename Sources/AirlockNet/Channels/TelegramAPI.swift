import AirlockCore
import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Methods of the Bot API (core.telegram.org/bots/api), as JSON. The token is part of the address, so no error of ours says
/// the address, nor what the client says of it.
struct TelegramAPI: Sendable {
    private static let mostAnswer = 1 << 20

    private let base: String
    private let http: HTTPClient

    init(base: String, token: String, http: HTTPClient) throws(AirlockError) {
        let letters = token.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || ":-_".utf8.contains(byte)
        }
        guard letters, (10...100).contains(token.utf8.count), token.contains(":") else {
            throw AirlockError(
                .invalidRequest, "that isn't the token of a Telegram bot",
                hint:
                    "BotFather gives one; put it into the environment variable that approvals.telegram.token_env names")
        }
        guard ChannelAddress.isAcceptable(base) else {
            throw AirlockError(
                .invalidRequest, "the address of the Bot API must begin with https://, or name this machine",
                hint: "correct approvals.telegram.api_url in config.yaml")
        }
        self.base = "\(base.hasSuffix("/") ? String(base.dropLast()) : base)/bot\(token)/"
        self.http = http
    }

    /// What a method that failed says.
    enum Failure: Error {
        /// Ask again after so many seconds.
        case later(seconds: Int)
        /// It never will: the token is wrong, or another program takes this bot's updates.
        case refused(String)
        /// This message can't be sent or changed, e.g. because the person never spoke to the bot.
        case rejected(String)
        case unreachable
    }

    /// - Throws: `Failure`, `CancellationError`.
    func call(_ method: String, _ parameters: JSONValue, seconds: Int64) async throws -> JSONValue {
        var request = HTTPClientRequest(url: base + method)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.headers.add(name: "user-agent", value: "airlock")
        request.body = .bytes(parameters.canonical)
        let status: UInt
        var bytes: [UInt8]
        do {
            let response = try await http.execute(request, timeout: .seconds(seconds))
            status = response.status.code
            let body = try await response.body.collect(upTo: Self.mostAnswer)
            bytes = Array(body.readableBytesView)
        } catch {
            try Task.checkCancellation()
            throw Failure.unreachable
        }
        guard let answer = try? JSONValue(parsing: bytes) else { throw Failure.unreachable }
        if answer["ok"] == true, let result = answer["result"] { return result }
        let words = (answer["description"]?.string ?? "no reason given").prefix(200)
        switch status {
        case 401, 404: throw Failure.refused("Telegram doesn't know this bot: its token is wrong or was revoked")
        case 409: throw Failure.refused("another program takes this bot's messages: \(words)")
        case 429:
            let seconds = answer["parameters"]?["retry_after"]?.integer ?? 5
            throw Failure.later(seconds: Int(min(max(seconds, 1), 600)))
        case 500...: throw Failure.unreachable
        default: throw Failure.rejected(String(words))
        }
    }
}
