import AirlockCore
import Foundation

/// What a server said instead of an answer, made into an error that a person can act on.
struct ServerFailure {
    /// Where it came from, for the message, e.g. `local (127.0.0.1)`.
    let server: String
    /// The HTTP status; 200 for an error in mid-stream.
    let status: Int
    let type: String?
    /// What the server said: one line, cut.
    let message: String
    /// Seconds that the server asks us to wait; nil if it said none.
    var retryAfter: Int?

    init(server: String, status: Int, failure: CompletionFailure) {
        self.server = server
        self.status = status
        type = failure.type
        message = Self.oneLine(failure.message)
    }

    /// - Parameter body: What came with the status; JSON with an `error`, if the server keeps to the protocol. Cerebras, and
    ///   vLLM before 0.10, leave the `error` out and begin with what should be in it.
    init(server: String, status: Int, body: [UInt8]) {
        struct Body: Decodable { let error: CompletionFailure }
        struct Flat: Decodable { let message: String }
        let (decoder, data) = (JSONDecoder(), Data(body))
        var known = (try? decoder.decode(Body.self, from: data))?.error
        if known == nil, (try? decoder.decode(Flat.self, from: data)) != nil {
            known = try? decoder.decode(CompletionFailure.self, from: data)
        }
        self.server = server
        self.status = status
        type = known?.type
        message = Self.oneLine(known?.message ?? String(decoding: body.prefix(2_000), as: UTF8.self))
    }

    var asError: AirlockError {
        if isContextOverflow {
            return AirlockError(
                .limitExceeded, "the request is too long for the model of \(server): \(message)",
                hint: "Ask for less at once, or use a model with a larger context.")
        }
        switch status {
        case 401, 403:
            return AirlockError(
                .unavailable, "\(server) refused the API key (HTTP \(status))",
                hint: "Check the environment variable that api_key_env names.")
        case 404:
            return AirlockError(
                .unavailable, "\(server) has no such model or address (HTTP 404): \(message)",
                hint: "Check base_url and model in the configuration.")
        case 413:
            return AirlockError(.limitExceeded, "\(server) finds the request too large (HTTP 413): \(message)")
        case 429:
            return AirlockError(
                .unavailable, "\(server) takes no more requests for now (HTTP 429): \(message)",
                hint: "Wait a little, or name a second provider in model.providers.", cause: pause)
        case 503:
            return AirlockError(
                .unavailable, "\(server) is not ready (HTTP 503): \(message)", hint: "Try again soon.", cause: pause)
        case 300..<400:
            return AirlockError(
                .unavailable, "\(server) sent us elsewhere (HTTP \(status)), which is not followed",
                hint: "Set base_url to the server's final address.")
        case 400..<500:
            return AirlockError(.backendFailed, "\(server) refused the request (HTTP \(status)): \(message)")
        default:
            return AirlockError(
                .backendFailed, "\(server) failed (HTTP \(status)): \(message)",
                hint: "Look at the log of that server, then try again.")
        }
    }

    private var pause: ServerPause? { retryAfter.map { ServerPause(seconds: $0) } }

    /// llama-server names the type, OpenAI the code; others only say so.
    private var isContextOverflow: Bool {
        if let type, ["exceed_context_size_error", "context_length_exceeded"].contains(type) { return true }
        guard status == 400 || status == 413 || status == 422 else { return false }
        let said = message.lowercased()
        return said.contains("context length") || said.contains("context size") || said.contains("context window")
    }

    /// At most 300 characters, without control characters.
    private static func oneLine(_ text: String) -> String {
        let words = text.split { $0.isWhitespace || $0.isNewline || $0.unicodeScalars.allSatisfy { $0.value < 0x20 } }
        let line = words.joined(separator: " ")
        if line.isEmpty { return "no message" }
        return line.count > 300 ? line.prefix(300) + "…" : line
    }
}
