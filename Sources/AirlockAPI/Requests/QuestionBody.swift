public import AirlockCore

/// Body of `POST /tool/human_approval`.
public struct QuestionBody: Sendable, Hashable {
    /// 1…128 of letters, digits, `. _ -`.
    public let requestID: String
    public let description: String
    /// One string is taken for a list of one.
    public let effects: [String]
    /// 1…86,400.
    public let timeoutSeconds: Int

    /// - Parameter defaultTimeout: Seconds, for a body that names none.
    public init(_ body: JSONValue, defaultTimeout: Int) throws(AirlockError) {
        var fields = try RequestFields(body)
        requestID = try fields.required(fields.string("request_id", bytes: 1...128), "request_id")
        description = try fields.required(fields.string("description", bytes: 1...16_384), "description")
        if case .string = fields.rest["effects"] {
            effects = try fields.string("effects", bytes: 0...4096).map { [$0] } ?? []
        } else {
            effects = try fields.strings("effects", most: 100, bytes: 4096) ?? []
        }
        timeoutSeconds = try fields.integer("timeout", in: 1...86_400) ?? defaultTimeout
        try fields.finish()
        guard Identifier.isLegal(requestID) else {
            throw fields.refusal("request_id", "has other characters than letters, digits, . _ -")
        }
    }
}

/// Names that clients choose and that stand in paths and logs.
public enum Identifier {
    /// 1…128 of ASCII letters, digits, `. _ -`.
    public static func isLegal(_ text: some StringProtocol) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
