/// One check of one value. Bounded: at most 64 references inside each other and 250,000 comparisons in all, because
/// references under `anyOf` can ask for exponential work.
struct JSONSchemaCheck {
    private static let mostReferences = 64
    private static let mostComparisons = 250_000

    let definitions: [String: JSONValue]
    private var comparisons = 0
    /// A limit was passed, maybe inside a form whose misfit was forgiven: the whole answer is then unknown.
    private(set) var isExhausted = false

    init(definitions: [String: JSONValue]) { self.definitions = definitions }

    mutating func check(
        _ value: JSONValue, against schema: JSONValue, at place: String, references: Int
    ) throws(AirlockError) {
        comparisons += 1
        guard comparisons <= Self.mostComparisons, references <= Self.mostReferences else {
            isExhausted = true
            throw AirlockError(.invalidRequest, "\(place): the value and its schema take too long to compare")
        }
        if let verdict = schema.bool {
            guard verdict else { throw misfit(place, "nothing is allowed here") }
            return
        }
        if let reference = schema["$ref"] {
            guard let target = JSONSchemaGrammar(definitions: definitions).reference(reference) else {
                throw misfit(place, "the schema refers to nothing")
            }
            try check(value, against: target, at: place, references: references + 1)
        }
        try checkType(value, schema, place)
        try checkChoice(value, schema, place)
        switch value {
        case .integer, .number: try checkRange(value, schema, place)
        case .string(let text): try checkCount(text.unicodeScalars.count, "Length", "characters", schema, place)
        case .array(let items):
            try checkCount(items.count, "Items", "items", schema, place)
            try checkItems(items, schema, place, references)
        case .object(let members): try checkMembers(members, schema, place, references)
        case .null, .bool: break
        }
        try checkForms(value, schema, place, references)
    }

    private func misfit(_ place: String, _ what: String) -> AirlockError {
        AirlockError(.invalidRequest, "\(place): \(what)")
    }

    private func checkType(_ value: JSONValue, _ schema: JSONValue, _ place: String) throws(AirlockError) {
        guard let type = schema["type"] else { return }
        let names = type.string.map { [$0] } ?? type.array?.compactMap(\.string) ?? []
        guard !names.contains(where: value.isOfType) else { return }
        let wanted = names.map { ["integer", "array", "object"].contains($0) ? "an \($0)" : "a \($0)" }
        throw misfit(place, "not \(wanted.joined(separator: " or "))".replacing("a null", with: "null"))
    }

    private func checkChoice(_ value: JSONValue, _ schema: JSONValue, _ place: String) throws(AirlockError) {
        if let only = schema["const"], only.canonical != value.canonical {
            throw misfit(place, "not \(Self.short(only))")
        }
        guard let choices = schema["enum"]?.array, !choices.contains(where: { $0.canonical == value.canonical }) else {
            return
        }
        let meant = value.string.map { Spelling.suggestion(for: $0, among: choices.compactMap(\.string)) } ?? ""
        let shown = choices.prefix(24).map(Self.short).joined(separator: ", ")
        throw misfit(place, "\(Self.short(value)) is none of \(shown)\(meant)")
    }

    private func checkRange(_ value: JSONValue, _ schema: JSONValue, _ place: String) throws(AirlockError) {
        if let least = schema["minimum"], value.isLess(than: least) {
            throw misfit(place, "less than \(least.canonicalText)")
        }
        if let most = schema["maximum"], most.isLess(than: value) {
            throw misfit(place, "more than \(most.canonicalText)")
        }
    }

    private func checkCount(
        _ count: Int, _ keyword: String, _ unit: String, _ schema: JSONValue, _ place: String
    ) throws(AirlockError) {
        if let least = schema["min" + keyword]?.integer, count < least {
            throw misfit(place, count == 0 ? "is empty" : "fewer than \(least) \(unit)")
        }
        if let most = schema["max" + keyword]?.integer, count > most {
            throw misfit(place, "more than \(most) \(unit)")
        }
    }

    private mutating func checkItems(
        _ items: [JSONValue], _ schema: JSONValue, _ place: String, _ references: Int
    ) throws(AirlockError) {
        guard let each = schema["items"] else { return }
        for (index, item) in items.enumerated() {
            try check(item, against: each, at: "\(place)[\(index)]", references: references)
        }
    }

    private mutating func checkMembers(
        _ members: [String: JSONValue], _ schema: JSONValue, _ place: String, _ references: Int
    ) throws(AirlockError) {
        let properties = schema["properties"]?.object ?? [:]
        let names = members.keys.sorted()
        if let rest = schema["additionalProperties"] {
            for name in names where properties[name] == nil {
                guard rest != false else {
                    let meant = Spelling.suggestion(for: name, among: properties.keys.sorted())
                    throw misfit(place, "unknown field \(Self.short(.string(name)))\(meant)")
                }
                try check(members[name] ?? .null, against: rest, at: "\(place).\(name)", references: references)
            }
        }
        for name in schema["required"]?.array?.compactMap(\.string) ?? [] where members[name] == nil {
            throw misfit("\(place).\(name)", "is missing")
        }
        for name in names {
            guard let property = properties[name], let member = members[name] else { continue }
            try check(member, against: property, at: "\(place).\(name)", references: references)
        }
    }

    private mutating func checkForms(
        _ value: JSONValue, _ schema: JSONValue, _ place: String, _ references: Int
    ) throws(AirlockError) {
        if let forms = schema["anyOf"]?.array {
            let misfits = misfits(value, forms, place, references)
            if misfits.count == forms.count { throw misfit(place, Self.none(of: misfits)) }
        }
        if let forms = schema["oneOf"]?.array {
            let misfits = misfits(value, forms, place, references)
            if misfits.count == forms.count { throw misfit(place, Self.none(of: misfits)) }
            if misfits.count + 1 < forms.count { throw misfit(place, "fits more than one of the allowed forms") }
        }
    }

    private mutating func misfits(
        _ value: JSONValue, _ forms: [JSONValue], _ place: String, _ references: Int
    ) -> [String] {
        var messages: [String] = []
        for form in forms {
            do throws(AirlockError) {
                try check(value, against: form, at: place, references: references)
            } catch {
                messages.append(error.message)
            }
        }
        return messages
    }

    private static func none(of misfits: [String]) -> String {
        "fits none of the allowed forms (\(misfits.prefix(4).map { String($0.prefix(200)) }.joined(separator: "; ")))"
    }

    private static func short(_ value: JSONValue) -> String {
        let text = value.canonicalText
        return text.count <= 60 ? text : "\(text.prefix(60))…"
    }
}

extension JSONValue {
    fileprivate func isOfType(_ name: String) -> Bool {
        switch self {
        case .null: name == "null"
        case .bool: name == "boolean"
        case .integer: name == "integer" || name == "number"
        case .number(let value): name == "number" || name == "integer" && value.rounded() == value && value.isFinite
        case .string: name == "string"
        case .array: name == "array"
        case .object: name == "object"
        }
    }

    fileprivate func isLess(than other: JSONValue) -> Bool {
        if case .integer(let a) = self, case .integer(let b) = other { return a < b }
        guard let a = double, let b = other.double else { return false }
        return a < b
    }
}
