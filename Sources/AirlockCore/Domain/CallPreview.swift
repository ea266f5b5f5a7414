/// What a call that can't be tried out would do, worked out from the very files that it would start from. A person sees it,
/// an approval binds to it, and the call is held to it when it runs.
public struct CallPreview: Sendable, Hashable, Codable {
    /// One line each, for a person.
    public let sentences: [String]
    /// Unified diff of what would leave the machine, bounded by its tool; empty for none.
    public let diff: String
    /// What it would touch besides what its arguments tell, e.g. the host behind a remote's name.
    public let effects: [Effect]
    /// What the tool must find again when it runs, in its own words.
    public let terms: JSONValue

    public init(sentences: [String], diff: String, effects: [Effect], terms: JSONValue) {
        self.sentences = sentences
        self.diff = diff
        self.effects = effects
        self.terms = terms
    }

    /// Lower-case hex SHA-256 over all of it.
    var digest: String {
        let parts: [JSONValue] = [
            .array(sentences.map(JSONValue.string)), .string(diff), .array(effects.map { .string("\($0)") }), terms,
        ]
        return JSONValue.array(parts).sha256
    }
}
