import AirlockCore

/// Strings, arrays and objects.
extension SchemaGrammarCompiler {
    /// Of which each character is one code point, so that a length can be counted; a surrogate comes with its other half.
    private static let character =
        #"[^"\\\x00-\x1F] | "\\" (["\\/bfnrt] | "u" ([0-9a-cA-CefEF] [0-9a-fA-F]{3} | [dD] [0-7] [0-9a-fA-F]{2} | "#
        + #"[dD] [89abAB] [0-9a-fA-F]{2} "\\u" [dD] [c-fC-F] [0-9a-fA-F]{2}))"#
    private static let comma = #""," " "?"#

    mutating func string(_ schema: [String: JSONValue]) throws(AirlockError) -> String {
        let character = try sharedRule(Self.character)
        return #""\"" \#(try repeated(character, schema, "Length")) "\"""#
    }

    /// The element as often as `min…` and `max…` allow.
    private mutating func repeated(
        _ element: String, _ schema: [String: JSONValue], _ keyword: String, less: Int = 0
    ) throws(AirlockError) -> String {
        let least = max(0, (schema["min" + keyword]?.integer ?? 0) - less)
        let most = schema["max" + keyword]?.integer.map { $0 - less }
        if let most, most < least { throw Self.refusal("its min\(keyword) is over its max\(keyword)") }
        guard least <= Self.mostRepetitions else {
            throw Self.refusal("its min\(keyword) is over \(Self.mostRepetitions)")
        }
        guard let most else { return least == 0 ? "\(element)*" : "\(element){\(least),}" }
        guard most <= Self.mostRepetitions else {
            loosen("max" + keyword)
            return "\(element){\(least),}"
        }
        return "\(element){\(least),\(most)}"
    }

    mutating func array(_ schema: [String: JSONValue]) throws(AirlockError) -> String {
        if schema["uniqueItems"] == true { loosen("uniqueItems") }
        let first = schema["prefixItems"]?.array ?? []
        let least = schema["minItems"]?.integer ?? 0
        let most = schema["maxItems"]?.integer ?? .max
        guard least <= most else { throw Self.refusal("its minItems is over its maxItems") }
        var tail = ""
        if most > first.count, schema["items"] != false {
            let item = try nested(schema["items"] ?? true)
            // At the very beginning there is no comma.
            if first.isEmpty {
                if most == 0 { return #""[" "]""# }
                let more = try repeated("(\(Self.comma) \(item))", schema, "Items", less: 1)
                return least > 0 ? #""[" \#(item) \#(more) "]""# : #""[" (\#(item) \#(more))? "]""#
            }
            tail = try repeated("(\(Self.comma) \(item))", schema, "Items", less: first.count)
        } else if least > first.count {
            throw Self.refusal("it wants more items than it allows")
        }
        for index in first.indices.reversed() where index < most {
            let comma = index == 0 ? "" : Self.comma
            let one = "\(comma) \(try nested(first[index])) \(tail)"
            tail = index < least ? one : "(\(one))?"
        }
        return #""[" \#(tail) "]""#
    }

    /// Its members in the order of canonical JSON. The rule `from i` goes on with the `i`th member behind another one.
    mutating func object(_ schema: [String: JSONValue]) throws(AirlockError) -> String {
        var properties = schema["properties"]?.object ?? [:]
        let required = Set(schema["required"]?.array?.compactMap(\.string) ?? [])
        let rest = schema["additionalProperties"] ?? true
        for name in required where properties[name] == nil { properties[name] = rest }
        if properties.isEmpty { return try map(rest) }
        let names = properties.keys.filter { properties[$0] != false || required.contains($0) }
            .sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
        var tail = ""
        // What can come first, if none came before: each member up to the first that is required.
        var beginnings: [String] = []
        for name in names.reversed() {
            guard let property = properties[name] else { continue }
            let key = GrammarText.literal(JSONValue.string(name).canonicalText + ":")
            let member = try sharedRule("\(key) \" \"? \(try nested(property))")
            let isRequired = required.contains(name)
            let start = "\(member) \(tail)"
            beginnings = isRequired ? [start] : [start] + beginnings
            tail = try sharedRule(isRequired ? "\(Self.comma) \(start)" : "(\(Self.comma) \(member))? \(tail)")
        }
        let body = beginnings.joined(separator: " | ")
        return required.isEmpty ? #""{" (\#(body))? "}""# : #""{" (\#(body)) "}""#
    }

    /// An object whose members have any names. The grammar can't tell a name that comes twice, which the parser refuses.
    private mutating func map(_ value: JSONValue) throws(AirlockError) -> String {
        if value == false { return #""{" "}""# }
        loosen("names")
        let name = try sharedRule(try string([:]))
        let member = try sharedRule(#"\#(name) ":" " "? \#(try nested(value))"#)
        return #""{" (\#(member) (\#(Self.comma) \#(member))*)? "}""#
    }
}
