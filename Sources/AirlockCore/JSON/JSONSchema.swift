/// A JSON Schema (draft 2020-12), the subset that the product uses: `type`, `properties`, `required`,
/// `additionalProperties`, `enum`, `const`, `items`, `minItems`, `maxItems`, `minimum`, `maximum`, `minLength`,
/// `maxLength`, `anyOf`, `oneOf`, `$ref` to `#/$defs/NAME`, and the annotations `title`, `description`, `default`,
/// `examples`, `$schema`, `$defs`, `$comment`. Any other keyword fails the check, so that nothing passes unread.
public struct JSONSchema: Sendable, Hashable {
    let schema: JSONValue
    let definitions: [String: JSONValue]
    private let flaw: String?

    public init(_ schema: JSONValue) {
        self.schema = schema
        definitions = schema["$defs"]?.object ?? [:]
        flaw = JSONSchemaGrammar(definitions: definitions).flaw(of: schema, at: "schema", depth: 0)
    }

    /// Checks the schema itself.
    /// - Throws: `.invalidRequest` that names the first keyword that isn't known or isn't well-formed.
    public func validate() throws(AirlockError) {
        guard let flaw else { return }
        throw AirlockError(
            .invalidRequest, "the JSON Schema can't be used: \(flaw)",
            hint: "keywords: \(JSONSchemaGrammar.assertions.sorted().joined(separator: ", "))")
    }

    /// - Parameter name: What the value is, for the message.
    /// - Throws: `.invalidRequest` that names the first place that doesn't fit, e.g. `git_ops.params.name: not a string`.
    public func check(_ value: JSONValue, as name: String) throws(AirlockError) {
        try validate()
        var check = JSONSchemaCheck(definitions: definitions)
        try check.check(value, against: schema, at: name, references: 0)
        guard !check.isExhausted else {
            throw AirlockError(.invalidRequest, "\(name): the value and its schema take too long to compare")
        }
    }
}

/// Which schemas we can read whole.
struct JSONSchemaGrammar {
    static let assertions: Set<String> = [
        "type", "properties", "required", "additionalProperties", "enum", "const", "items", "minItems", "maxItems",
        "minimum", "maximum", "minLength", "maxLength", "anyOf", "oneOf", "$ref",
    ]
    private static let annotations: Set<String> = [
        "title", "description", "default", "examples", "$schema", "$defs", "$comment",
    ]
    private static let types: Set<String> = ["null", "boolean", "integer", "number", "string", "array", "object"]

    let definitions: [String: JSONValue]

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
        case "anyOf", "oneOf":
            guard let forms = value.array, !forms.isEmpty else { return "\(place): not a list of schemas" }
            return forms.lazy.compactMap { flaw(of: $0, at: place, depth: depth + 1) }.first
        case "items", "additionalProperties": return flaw(of: value, at: place, depth: depth + 1)
        case "type":
            let names = value.string.map { [$0] } ?? value.array?.compactMap(\.string) ?? []
            let isKnown =
                !names.isEmpty && names.count == value.array?.count ?? 1 && names.allSatisfy(Self.types.contains)
            return isKnown ? nil : "\(place): not a type"
        case "required":
            return value.array?.allSatisfy { $0.string != nil } == true ? nil : "\(place): not a list of names"
        case "enum": return value.array?.isEmpty == false ? nil : "\(place): not a list of values"
        case "minItems", "maxItems", "minLength", "maxLength":
            return value.integer.map { $0 >= 0 } == true ? nil : "\(place): not a count"
        case "minimum", "maximum": return value.double == nil ? "\(place): not a number" : nil
        case "$ref": return reference(value) == nil ? "\(place): not #/$defs/NAME of a name that is there" : nil
        case "const": return nil
        default: return Self.annotations.contains(keyword) ? nil : "\(place): not a keyword that is supported"
        }
    }

    func reference(_ value: JSONValue) -> JSONValue? {
        guard let text = value.string, text.hasPrefix("#/$defs/") else { return nil }
        let name = text.dropFirst("#/$defs/".count).replacing("~1", with: "/").replacing("~0", with: "~")
        return definitions[String(name)]
    }
}
