import AirlockCore

/// JSON Schema as the types in TypeScript's likeness that gpt-oss knows its functions by. What these can't say (ranges,
/// lengths) is left out: it only informs the model, and each call is checked against the schema itself.
struct HarmonyTypeScript {
    /// References inside each other that are followed; a schema that refers to itself ends as `any`.
    private static let mostReferences = 4

    let definitions: [String: JSONValue]

    func type(of schema: JSONValue) -> String { type(of: schema, references: 0) }

    /// One `//` line for each line of `text`; nothing for no text.
    static func comment(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { "// \($0)\n" }.joined()
    }

    private func type(of schema: JSONValue, references: Int) -> String {
        if let reference = schema["$ref"]?.string { return referred(reference, references) }
        if let choices = schema["enum"]?.array { return Self.union(choices.map(\.canonicalText)) }
        if let only = schema["const"] { return only.canonicalText }
        if let forms = (schema["anyOf"] ?? schema["oneOf"])?.array {
            return Self.union(forms.map { type(of: $0, references: references) })
        }
        let names = schema["type"]?.string.map { [$0] } ?? schema["type"]?.array?.compactMap(\.string) ?? []
        if names.isEmpty { return schema["properties"] == nil ? "any" : object(schema, references) }
        return Self.union(names.map { named($0, schema, references) })
    }

    private func named(_ name: String, _ schema: JSONValue, _ references: Int) -> String {
        switch name {
        case "integer", "number": "number"
        case "array": array(schema["items"] ?? true, references)
        case "object": object(schema, references)
        default: name
        }
    }

    private func referred(_ reference: String, _ references: Int) -> String {
        guard references < Self.mostReferences, reference.hasPrefix("#/$defs/"),
            let target = definitions[String(reference.dropFirst("#/$defs/".count))]
        else { return "any" }
        return type(of: target, references: references + 1)
    }

    private func array(_ items: JSONValue, _ references: Int) -> String {
        let each = type(of: items, references: references)
        return each.contains(" | ") && !each.hasPrefix("{") ? "(\(each))[]" : "\(each)[]"
    }

    private func object(_ schema: JSONValue, _ references: Int) -> String {
        guard let properties = schema["properties"]?.object, !properties.isEmpty else { return "object" }
        let required = Set(schema["required"]?.array?.compactMap(\.string) ?? [])
        // A schema's members have no order here, so theirs is made by need and name: equal schemas give equal prompts.
        let names = properties.keys.sorted { (required.contains($0) ? 0 : 1, $0) < (required.contains($1) ? 0 : 1, $1) }
        var text = "{\n"
        for name in names {
            guard let property = properties[name] else { continue }
            text += Self.comment(property["description"]?.string ?? "")
            let key = Self.isIdentifier(name) ? name : JSONValue.string(name).canonicalText
            text += "\(key)\(required.contains(name) ? "" : "?"): \(type(of: property, references: references)),"
            if let value = property["default"] { text += " // default: \(Self.oneLine(value))" }
            text += "\n"
        }
        return text + "}"
    }

    private static func union(_ types: [String]) -> String {
        var seen: Set<String> = []
        return types.filter { seen.insert($0).inserted }.joined(separator: " | ")
    }

    private static func oneLine(_ value: JSONValue) -> String {
        guard let text = value.string, !text.contains(where: \.isNewline) else { return value.canonicalText }
        return text
    }

    private static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return name.utf8.allSatisfy { HarmonyName.allows($0) && $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "-") }
    }
}
