import AirlockCore

/// Two schemas that must both fit, as one, where that can be said without `allOf`.
enum SchemaMerge {
    private static let annotations: Set<String> = [
        "title", "description", "default", "examples", "format", "$schema", "$id", "$defs", "$comment",
    ]

    static func assertions(_ schema: [String: JSONValue]) -> [String: JSONValue] {
        schema.filter { !annotations.contains($0.key) }
    }

    /// - Throws: `.invalidRequest` if the two assert something that can't be said in one.
    static func merged(_ one: JSONValue, _ other: JSONValue) throws(AirlockError) -> JSONValue {
        if one == false || other == false { return false }
        var merged = assertions(one.object ?? [:])
        let added = assertions(other.object ?? [:])
        // `additionalProperties` looks at the names of its own schema only.
        let isOpen = merged["additionalProperties"] == nil && added["additionalProperties"] == nil
        guard
            isOpen || merged["properties"] == added["properties"] || merged.isEmpty || added.isEmpty
                || isAbout(merged, added)
        else { throw SchemaGrammarCompiler.refusal("additionalProperties is under allOf or beside other forms") }
        for (keyword, value) in added.sorted(by: { $0.key < $1.key }) {
            guard let known = merged[keyword], known != value else {
                merged[keyword] = value
                continue
            }
            merged[keyword] = try both(keyword, known, value)
        }
        return .object(merged)
    }

    /// Whether only one of them says anything about members.
    private static func isAbout(_ one: [String: JSONValue], _ other: [String: JSONValue]) -> Bool {
        let isFree = { (schema: [String: JSONValue]) in
            schema["properties"] == nil && schema["additionalProperties"] == nil
        }
        return isFree(one) || isFree(other)
    }

    private static func both(_ keyword: String, _ one: JSONValue, _ other: JSONValue) throws(AirlockError) -> JSONValue
    {
        switch keyword {
        case "required":
            return .array(Set((one.array ?? []) + (other.array ?? [])).sorted { ($0.string ?? "") < ($1.string ?? "") })
        case "minimum", "exclusiveMinimum", "minLength", "minItems":
            return (one.double ?? 0) < (other.double ?? 0) ? other : one
        case "maximum", "exclusiveMaximum", "maxLength", "maxItems":
            return (one.double ?? 0) < (other.double ?? 0) ? one : other
        case "enum":
            let fitting = (one.array ?? []).filter { (other.array ?? []).contains($0) }
            guard !fitting.isEmpty else { throw SchemaGrammarCompiler.refusal("its values exclude each other") }
            return .array(fitting)
        case "type":
            let types = (one.array ?? [one]).filter { (other.array ?? [other]).contains($0) }
            guard !types.isEmpty else { throw SchemaGrammarCompiler.refusal("its types exclude each other") }
            return .array(types)
        case "properties":
            var members = one.object ?? [:]
            for (name, schema) in other.object ?? [:] {
                members[name] =
                    try members[name].map { (known) throws(AirlockError) in try merged(known, schema) } ?? schema
            }
            return .object(members)
        default: throw SchemaGrammarCompiler.refusal("\(keyword) stands twice")
        }
    }
}
