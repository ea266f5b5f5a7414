import AirlockCore

/// Makes the rules of one grammar. A rule's text is an expression that can stand in parentheses.
struct SchemaGrammarCompiler {
    /// Bounds what a schema with many references can grow to.
    private static let mostRules = 4_000
    /// llama.cpp refuses repetitions of more than 2,000, and unrolls each.
    static let mostRepetitions = 1_000

    private(set) var loose: Set<String> = []
    private let references: JSONSchemaReferences
    private var rules: [(name: String, text: String)] = []
    private var shared: [String: String] = [:]
    private var referred: [String: String] = [:]
    private var anyRule: String?
    /// References being followed at the same place of the value: to meet one again would never end.
    private var following: Set<String> = []

    init(references: JSONSchemaReferences) { self.references = references }

    mutating func grammar(of schema: JSONValue) throws(AirlockError) -> String {
        let root = try expression(schema)
        let lines = ["root ::= \(root)"] + rules.map { "\($0.name) ::= \($0.text)" }
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Rules

    mutating func rule(_ text: String) throws(AirlockError) -> String {
        guard rules.count < Self.mostRules else { throw Self.refusal("it needs more than \(Self.mostRules) rules") }
        rules.append(("r\(rules.count)", text))
        return "r\(rules.count - 1)"
    }

    mutating func sharedRule(_ text: String) throws(AirlockError) -> String {
        if let known = shared[text] { return known }
        let name = try rule(text)
        shared[text] = name
        return name
    }

    mutating func loosen(_ keyword: String) { loose.insert(keyword) }

    static func refusal(_ why: String) -> AirlockError {
        AirlockError(.invalidRequest, "the JSON Schema makes no grammar: \(why)")
    }

    /// The rule for a value at a place of its own.
    mutating func nested(_ schema: JSONValue) throws(AirlockError) -> String {
        let outer = following
        following = []
        defer { following = outer }
        return try sharedRule(try expression(schema))
    }

    // MARK: Schemas

    private mutating func expression(_ schema: JSONValue) throws(AirlockError) -> String {
        if let verdict = schema.bool {
            guard verdict else { throw Self.refusal("nothing fits false") }
            return try anyValue()
        }
        let keywords = schema.object ?? [:]
        if let reference = keywords["$ref"] { return try follow(reference, beside: keywords) }
        for (keyword, isLoose) in [("allOf", false), ("anyOf", false), ("oneOf", true)] {
            guard let forms = keywords[keyword]?.array else { continue }
            var rest = keywords
            rest[keyword] = nil
            if isLoose, forms.count > 1 { loosen(keyword) }
            return keyword == "allOf" ? try all(of: forms, rest) : try any(of: forms, rest)
        }
        return try plain(keywords)
    }

    private mutating func follow(_ reference: JSONValue, beside keywords: [String: JSONValue]) throws(AirlockError)
        -> String
    {
        guard let pointer = reference.string, let target = references.target(of: reference) else {
            throw Self.refusal("it refers to nothing")
        }
        guard following.insert(pointer).inserted else { throw Self.refusal("\(pointer) refers to itself") }
        defer { following.remove(pointer) }
        var rest = SchemaMerge.assertions(keywords)
        rest["$ref"] = nil
        guard rest.isEmpty else { return try expression(try SchemaMerge.merged(target, .object(rest))) }
        if let known = referred[pointer] { return known }
        // Its name is known before its text, which may refer to it.
        let name = try rule("")
        referred[pointer] = name
        define(name, as: try expression(target))
        return name
    }

    private mutating func all(of forms: [JSONValue], _ rest: [String: JSONValue]) throws(AirlockError) -> String {
        var merged = JSONValue.object(rest)
        for form in forms { merged = try SchemaMerge.merged(merged, try resolved(form)) }
        return try expression(merged)
    }

    /// A form that is no more than a reference, replaced by what it leads to.
    private func resolved(_ form: JSONValue) throws(AirlockError) -> JSONValue {
        var schema = form
        for _ in 0..<64 {
            guard let reference = schema["$ref"], SchemaMerge.assertions(schema.object ?? [:]).count == 1 else {
                return schema
            }
            guard let target = references.target(of: reference) else { throw Self.refusal("it refers to nothing") }
            schema = target
        }
        throw Self.refusal("a reference refers to itself")
    }

    private mutating func any(of forms: [JSONValue], _ rest: [String: JSONValue]) throws(AirlockError) -> String {
        var choices: [String] = []
        for form in forms where form != false {
            let isAlone = SchemaMerge.assertions(rest).isEmpty
            let schema = isAlone ? form : try SchemaMerge.merged(try resolved(form), .object(rest))
            choices.append(try expression(schema))
        }
        guard !choices.isEmpty else { throw Self.refusal("none of its forms fits anything") }
        return choices.map { "(\($0))" }.joined(separator: " | ")
    }

    private mutating func plain(_ schema: [String: JSONValue]) throws(AirlockError) -> String {
        let types = schema["type"]?.string.map { [$0] } ?? schema["type"]?.array?.compactMap(\.string) ?? []
        if let choices = schema["const"].map({ [$0] }) ?? schema["enum"]?.array {
            var own = schema
            own["$defs"] = nil
            let fitting = choices.filter { (try? JSONSchema(.object(own)).misfit(in: $0) == nil) ?? false }
            guard !fitting.isEmpty else { throw Self.refusal("none of its values fits its other keywords") }
            return fitting.map { GrammarText.literal($0.canonicalText) }.joined(separator: " | ")
        }
        var choices: [String] = []
        for type in types.isEmpty ? Self.types(meantBy: schema) : types
        where !(type == "integer" && types.contains("number")) {
            choices.append(try expression(ofType: type, schema))
        }
        return choices.count == 1 ? choices[0] : choices.map { "(\($0))" }.joined(separator: " | ")
    }

    /// What a schema without a type is about: narrower than it says, as whoever writes `properties` means an object.
    private static func types(meantBy schema: [String: JSONValue]) -> [String] {
        let hints: [(String, [String])] = [
            ("object", ["properties", "required", "additionalProperties"]),
            ("array", ["items", "prefixItems", "minItems", "maxItems", "uniqueItems"]),
            ("string", ["minLength", "maxLength"]),
            ("number", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]),
        ]
        let meant = hints.filter { $0.1.contains { schema[$0] != nil } }.map(\.0)
        return meant.isEmpty ? ["null", "boolean", "number", "string", "array", "object"] : meant
    }

    private mutating func expression(ofType type: String, _ schema: [String: JSONValue]) throws(AirlockError) -> String
    {
        switch type {
        case "null": return #""null""#
        case "boolean": return #""true" | "false""#
        case "integer": return try GrammarNumbers.integer(schema)
        case "number":
            let bounds = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"].filter { schema[$0] != nil }
            for keyword in bounds { loosen(keyword) }
            return try sharedRule(GrammarNumbers.number)
        case "string": return try string(schema)
        case "array": return try array(schema)
        default: return try object(schema)
        }
    }

    private mutating func anyValue() throws(AirlockError) -> String {
        if let anyRule { return anyRule }
        let name = try rule("")
        anyRule = name
        define(name, as: try plain([:]))
        return name
    }

    /// Gives a rule its text that had to have its name before.
    private mutating func define(_ name: String, as text: String) {
        if let index = rules.firstIndex(where: { $0.name == name }) { rules[index].text = text }
    }
}
