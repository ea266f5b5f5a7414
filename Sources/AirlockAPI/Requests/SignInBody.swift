public import AirlockCore

/// Body of `POST /login`: a token in exchange for the page's cookie.
public struct SignInBody: Sendable, Hashable {
    public let token: String

    public init(_ body: JSONValue) throws(AirlockError) {
        var fields = try RequestFields(body)
        token = try fields.required(fields.string("token", bytes: 1...256), "token")
        try fields.finish()
    }
}
