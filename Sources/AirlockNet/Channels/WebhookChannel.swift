public import AirlockCore
public import AsyncHTTPClient
import Crypto
import NIOCore
import NIOHTTP1

/// Posts every question to one address, signed, so that a program of the user's own can show it. Answers come by the
/// ordinary interface, with a token that may approve.
///
/// The body is `{"event": "question.STATE", "delivery", "card"}`. `Airlock-Signature` is `t=SECONDS,v1=HEX`: HMAC-SHA256 (RFC 2104) with the
/// secret over `SECONDS.BODY`, so that a receiver can refuse what is forged, or old.
public struct WebhookChannel: ApprovalChannel {
    public let name = "webhook"

    private static let attempts = 6
    private static let attemptTime = TimeAmount.seconds(10)
    /// What a receiver says is not read beyond this many bytes.
    private static let mostAnswer = 64 << 10

    private let url: String
    private let secret: SymmetricKey
    private let http: HTTPClient
    private let world: World
    private let pause: @Sendable (Duration) async throws -> Void

    /// - Parameters:
    ///   - url: `https`, or `http` on this machine.
    ///   - secret: At least 16 bytes.
    ///   - http: Must follow no redirect: that would take the card to where nobody sent it.
    ///   - pause: Waits before another attempt.
    /// - Throws: `.invalidRequest`.
    public init(
        url: String, secret: String, http: HTTPClient, world: World,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) throws(AirlockError) {
        guard ChannelAddress.isAcceptable(url) else {
            throw AirlockError(
                .invalidRequest, "the webhook's address must begin with https://, or name this machine",
                hint: "correct approvals.webhook.url in config.yaml")
        }
        guard secret.utf8.count >= 16 else {
            throw AirlockError(
                .invalidRequest, "the webhook's secret is shorter than 16 bytes",
                hint: "e.g. openssl rand -hex 32, in the environment variable that approvals.webhook.secret_env names")
        }
        self.url = url
        self.secret = SymmetricKey(data: Array(secret.utf8))
        self.http = http
        self.world = world
        self.pause = pause
    }

    public func deliver(_ notice: QuestionNotice) async throws {
        let body: JSONValue = [
            "event": .string("question.\(notice.state.rawValue)"), "delivery": .string(world.newID("hook")),
            "card": notice.card,
        ]
        var reason = ""
        for attempt in 0..<Self.attempts {
            // 1, 2, 4, 8 and 16 seconds
            if attempt > 0 { try await pause(.seconds(1 << (attempt - 1))) }
            switch try await post(body.canonical) {
            case .accepted: return
            case .failed(let why): reason = why
            case .refused(let why): throw Self.givenUp(why)
            }
        }
        throw Self.givenUp(reason)
    }

    private enum Outcome {
        case accepted
        /// May go better next time.
        case failed(String)
        case refused(String)
    }

    private func post(_ body: [UInt8]) async throws -> Outcome {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.headers.add(name: "user-agent", value: "airlock")
        request.headers.add(name: "airlock-signature", value: signature(of: body))
        request.body = .bytes(body)
        do {
            let response = try await http.execute(request, timeout: Self.attemptTime)
            var read = 0
            for try await piece in response.body {
                read += piece.readableBytes
                guard read <= Self.mostAnswer else { break }
            }
            let status = response.status.code
            switch status {
            case 200..<300: return .accepted
            case 408, 425, 429, 500...: return .failed("it answered \(status)")
            default: return .refused("it answered \(status)")
            }
        } catch is CancellationError {
            throw AirlockError(.cancelled, "the delivery was cancelled")
        } catch {
            if Task.isCancelled { throw AirlockError(.cancelled, "the delivery was cancelled") }
            return .failed("\("\(error)".prefix(200))")
        }
    }

    private func signature(of body: [UInt8]) -> String {
        let seconds = world.now().millisecondsSince1970 / 1000
        var code = HMAC<Crypto.SHA256>(key: secret)
        code.update(data: Array("\(seconds).".utf8))
        code.update(data: body)
        let digits = code.finalize().map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }
        return "t=\(seconds),v1=\(digits.joined())"
    }

    private static func givenUp(_ reason: String) -> AirlockError {
        AirlockError(.unavailable, "the webhook took no card: \(reason)", hint: "see approvals.webhook in config.yaml")
    }
}
