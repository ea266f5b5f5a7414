/// The one error that crosses target boundaries.
public struct AirlockError: Error, Sendable {
    /// Stable and wire-visible. The server maps each code to one HTTP status.
    public enum Code: String, Sendable, Codable, CaseIterable {
        case invalidRequest = "invalid_request"
        case unauthorized, forbidden
        case denied, rejected, expired
        case notFound = "not_found"
        case conflict
        case limitExceeded = "limit_exceeded"
        case commandFailed = "command_failed"
        case unavailable
        case backendFailed = "backend_failed"
        case cancelled
    }

    public var code: Code
    public var message: String
    /// What the reader can do about it, if anything.
    public var hint: String?
    public var cause: (any Error)?

    public init(_ code: Code, _ message: String, hint: String? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.cause = cause
    }

    /// `error` itself if it is one of ours, else it wrapped as `code`.
    public init(_ error: any Error, otherwise code: Code) {
        if let known = error as? AirlockError {
            self = known
        } else if error is CancellationError {
            self.init(.cancelled, "cancelled")
        } else {
            self.init(code, "\(error)", cause: error)
        }
    }
}

/// An ``AirlockError`` as data: what the wire, the log and a card show of it.
public struct Failure: Sendable, Hashable, Codable {
    public let code: AirlockError.Code
    public let message: String
    public let hint: String?

    public init(_ code: AirlockError.Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    public init(_ error: AirlockError) { self.init(error.code, error.message, hint: error.hint) }
}
