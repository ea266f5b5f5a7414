/// Which schemas we can read whole.
struct JSONSchemaKeywords {
    static let assertions: Set<String> = [
        "type", "properties", "required", "additionalProperties", "enum", "const", "items", "prefixItems", "minItems",
        "maxItems", "uniqueItems", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength",
        "maxLength",
        "anyOf", "oneOf", "allOf", "$ref",
    ]
    private static let annotations: Set<String> = [
        "title", "description", "default", "examples", "format", "$schema", "$comment",
    ]
    private static let types: Set<String> = ["null", "boolean", "integer", "number", "string", "array", "object"]

    let references: JSONSchemaReferences

    /// The first thing that is wrong with a schema, if any.
    func flaw(of schema: JSONValue, at place: String, depth: Int) -> String? {
        if schema.bool != nil { return nil }
        guard depth < 64 else { return "\(place): deeper than 64" }
        guard let keywords = schema.object else { return "\(place): neither an object nor true or false" }
        for (keyword, value) in keywords.sorted(by: { $0.key < $1.key }) {
            if let found = flaw(of: keyword, value, at: "\(place).\(keyword)", depth: depth) { return found }
        }
        return nil
    }

    private func flaw(of keyword: String, _ value: JSONValue, at place: String, depth: Int) -> String? {
        switch keyword {
        case "properties", "$defs":
            guard let members = value.object else { return "\(place): not an object" }
            return members.sorted { $0.key < $1.key }.lazy
                .compactMap { flaw(of: $0.value, at: "\(place).\($0.key)", depth: depth + 1) }.first
        case "anyOf", "oneOf", "allOf", "prefixItems":
            guard let forms = value.array, !forms.isEmpty else { return "\(place): not a list of schemas" }
            return forms.lazy.compactMap { flaw(of: $0, at: place, depth: depth + 1) }.first
        case "items", "additionalProperties": return flaw(of: value, at: place, depth: depth + 1)
        case "$ref": return references.target(of: value) == nil ? "\(place): leads to no schema within this one" : nil
        // A schema with a name of its own would also have references of its own.
        case "$id": return depth == 0 && value.string != nil ? nil : "\(place): only the whole schema can have one"
        case "pattern": return "\(place): not supported, because a regular expression can take for ever"
        default:
            let isGood = Self.isWellFormed(keyword, value)
            return isGood.map { $0 ? nil : "\(place): \(Self.wanted(keyword))" }
                ?? (Self.annotations.contains(keyword) ? nil : "\(place): not a keyword that is supported")
        }
    }

    /// Nil for what is no assertion of one plain value.
    private static func isWellFormed(_ keyword: String, _ value: JSONValue) -> Bool? {
        switch keyword {
        case "type":
            let names = value.string.map { [$0] } ?? value.array?.compactMap(\.string) ?? []
            return !names.isEmpty && names.count == value.array?.count ?? 1 && names.allSatisfy(types.contains)
        case "required": return value.array?.allSatisfy { $0.string != nil } == true
        case "enum": return value.array?.isEmpty == false
        case "minItems", "maxItems", "minLength", "maxLength": return value.integer.map { $0 >= 0 } == true
        case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum": return value.double != nil
        case "uniqueItems": return value.bool != nil
        case "const": return true
        default: return nil
        }
    }

    private static func wanted(_ keyword: String) -> String {
        switch keyword {
        case "type": "not a type"
        case "required": "not a list of names"
        case "enum": "not a list of values"
        case "uniqueItems": "neither true nor false"
        case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum": "not a number"
        default: "not a count"
        }
    }
}
