public import AirlockCore

/// A call as the model wrote it: data, until ``checked(against:)`` has read it.
public struct HarmonyCall: Sendable, Hashable {
    /// To whom it was addressed, whole.
    public let recipient: HarmonyName
    public let text: String

    public init(recipient: HarmonyName, text: String) {
        self.recipient = recipient
        self.text = text
    }

    /// Finds the function that is meant and checks the arguments against its schema.
    ///
    /// A missing or doubled namespace, and a `json` glued to the name, are forgiven if exactly one function is then
    /// meant; no text at all means no arguments.
    /// - Throws: `.invalidRequest` in words that help the model to mend it.
    public func checked(
        against functions: [HarmonyFunction]
    ) throws(AirlockError) -> (function: HarmonyFunction, arguments: JSONValue) {
        guard let function = functions.first(where: { $0.name == recipient }) ?? meant(among: functions) else {
            let known = functions.map { "\($0.name)" }
            let suggestion = Spelling.suggestion(for: recipient.description, among: known)
            throw AirlockError(.invalidRequest, "there is no function \(recipient)\(suggestion)")
        }
        let isBlank = text.allSatisfy(\.isWhitespace)
        let value = try isBlank ? JSONValue.object([:]) : JSONValue(parsing: text)
        try JSONSchema(function.parameters).check(value, as: function.name.description)
        return (function, value)
    }

    private func meant(among functions: [HarmonyFunction]) -> HarmonyFunction? {
        var bare = recipient.description[...]
        while bare.hasPrefix(HarmonyName.functions) { bare = bare.dropFirst(HarmonyName.functions.count) }
        var names = [HarmonyName.functions + bare]
        if bare.hasSuffix("json") { names.append(HarmonyName.functions + bare.dropLast("json".count)) }
        let found = functions.filter { names.contains($0.name.description) }
        return found.count == 1 ? found[0] : nil
    }
}
