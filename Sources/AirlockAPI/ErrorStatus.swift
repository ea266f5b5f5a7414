public import AirlockCore

extension AirlockError.Code {
    /// The HTTP status that an error of this code is answered with.
    public var httpStatus: Int {
        switch self {
        case .invalidRequest: 400
        case .unauthorized: 401
        case .forbidden, .denied, .rejected, .expired: 403
        case .notFound: 404
        case .conflict, .cancelled: 409
        case .limitExceeded: 413
        case .commandFailed: 200
        case .backendFailed: 502
        case .unavailable: 503
        }
    }
}

extension ToolResponse {
    /// 200, 202 while it waits for a person, or the status of its error.
    public var httpStatus: Int {
        switch status {
        case .ok: 200
        case .pending: 202
        case .error: (error?.code ?? .backendFailed).httpStatus
        }
    }

    /// The envelope of a request that failed before, or outside of, a tool.
    public init(requestID: String, failed error: AirlockError) {
        self.init(requestID: requestID, status: .error, error: Failure(error))
    }
}
