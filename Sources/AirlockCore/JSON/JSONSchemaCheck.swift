/// One check of one value. Bounded: at most 64 references inside each other and 250,000 comparisons in all, because
/// references under `anyOf` can ask for exponential work.
struct JSONSchemaCheck {
    typealias Path = [JSONSchemaMisfit.Step]

    static let exhaustion = "the value and its schema take too long to compare"
    private static let mostReferences = 64
    private static let mostComparisons = 250_000

    let references: JSONSchemaReferences
    private var comparisons = 0
    private var targets: [JSONValue: JSONValue] = [:]
    /// A limit was passed, maybe inside a form whose misfit was forgiven: the whole answer is then unknown.
    private(set) var isExhausted = false

    init(references: JSONSchemaReferences) { self.references = references }

    mutating func check(
        _ value: JSONValue, against schema: JSONValue, at path: Path, references depth: Int
    ) throws(JSONSchemaMisfit) {
        comparisons += 1
        guard !isExhausted, comparisons <= Self.mostComparisons, depth <= Self.mostReferences else {
            isExhausted = true
            throw JSONSchemaMisfit(path, Self.exhaustion)
        }
        if let verdict = schema.bool {
            guard verdict else { throw JSONSchemaMisfit(path, "nothing is allowed here") }
            return
        }
        if let reference = schema["$ref"] {
            guard let target = target(of: reference) else {
                throw JSONSchemaMisfit(path, "the schema refers to nothing")
            }
            try check(value, against: target, at: path, references: depth + 1)
        }
        try checkType(value, schema, path)
        try checkChoice(value, schema, path)
        switch value {
        case .integer, .number: try checkRange(value, schema, path)
        case .string(let text): try checkCount(text.unicodeScalars.count, "Length", "character", schema, path)
        case .array(let items):
            try checkCount(items.count, "Items", "item", schema, path)
            try checkItems(items, schema, path, depth)
        case .object(let members): try checkMembers(members, schema, path, depth)
        case .null, .bool: break
        }
        try checkForms(value, schema, path, depth)
    }

    private mutating func target(of reference: JSONValue) -> JSONValue? {
        if let known = targets[reference] { return known }
        let found = references.target(of: reference)
        targets[reference] = found
        return found
    }

    private func checkType(_ value: JSONValue, _ schema: JSONValue, _ path: Path) throws(JSONSchemaMisfit) {
        guard let type = schema["type"] else { return }
        let names = type.string.map { [$0] } ?? type.array?.compactMap(\.string) ?? []
        guard !names.contains(where: value.isOfType) else { return }
        let articles = names.map { name in
            if name == "null" { return name }
            return ["integer", "array", "object"].contains(name) ? "an \(name)" : "a \(name)"
        }
        let wanted = articles.joined(separator: " or ")
        throw JSONSchemaMisfit(path, "not \(wanted)", expected: "\(wanted), found \(Self.short(value))")
    }

    private func checkChoice(_ value: JSONValue, _ schema: JSONValue, _ path: Path) throws(JSONSchemaMisfit) {
        if let only = schema["const"], only.canonical != value.canonical {
            throw JSONSchemaMisfit(path, "not \(Self.short(only))")
        }
        guard let choices = schema["enum"]?.array, !choices.contains(where: { $0.canonical == value.canonical }) else {
            return
        }
        let meant = value.string.map { Spelling.suggestion(for: $0, among: choices.compactMap(\.string)) } ?? ""
        let shown = choices.prefix(24).map(Self.short).joined(separator: ", ")
        throw JSONSchemaMisfit(path, "\(Self.short(value)) is none of \(shown)\(meant)")
    }

    private func checkRange(_ value: JSONValue, _ schema: JSONValue, _ path: Path) throws(JSONSchemaMisfit) {
        let found = "found \(value.canonicalText)"
        if let least = schema["minimum"], value.isLess(than: least) {
            throw JSONSchemaMisfit(
                path, "less than \(least.canonicalText)", expected: "\(least.canonicalText) or more, \(found)")
        }
        if let most = schema["maximum"], most.isLess(than: value) {
            throw JSONSchemaMisfit(
                path, "more than \(most.canonicalText)", expected: "\(most.canonicalText) or less, \(found)")
        }
        if let below = schema["exclusiveMinimum"], !below.isLess(than: value) {
            throw JSONSchemaMisfit(path, "not more than \(below.canonicalText)")
        }
        if let above = schema["exclusiveMaximum"], !value.isLess(than: above) {
            throw JSONSchemaMisfit(path, "not less than \(above.canonicalText)")
        }
    }

    private func checkCount(
        _ count: Int, _ keyword: String, _ unit: String, _ schema: JSONValue, _ path: Path
    ) throws(JSONSchemaMisfit) {
        let units = { (number: Int) in "\(number) \(unit)\(number == 1 ? "" : "s")" }
        if let least = schema["min" + keyword]?.integer, count < least {
            let what = count == 0 ? "is empty" : "fewer than \(units(least))"
            throw JSONSchemaMisfit(path, what, expected: "at least \(units(least)), found \(count)")
        }
        if let most = schema["max" + keyword]?.integer, count > most {
            throw JSONSchemaMisfit(
                path, "more than \(units(most))", expected: "at most \(units(most)), found \(count)")
        }
    }

    private mutating func checkItems(
        _ items: [JSONValue], _ schema: JSONValue, _ path: Path, _ depth: Int
    ) throws(JSONSchemaMisfit) {
        let first = schema["prefixItems"]?.array ?? []
        for (index, item) in items.enumerated() {
            guard let each = index < first.count ? first[index] : schema["items"] else { continue }
            try check(item, against: each, at: path + [.item(index)], references: depth)
        }
        guard schema["uniqueItems"] == true else { return }
        var seen: Set<[UInt8]> = []
        for (index, item) in items.enumerated() where !seen.insert(item.canonical).inserted {
            throw JSONSchemaMisfit(path + [.item(index)], "is there twice", expected: "no item twice")
        }
    }

    private mutating func checkMembers(
        _ members: [String: JSONValue], _ schema: JSONValue, _ path: Path, _ depth: Int
    ) throws(JSONSchemaMisfit) {
        let properties = schema["properties"]?.object ?? [:]
        let names = members.keys.sorted()
        if let rest = schema["additionalProperties"] {
            for name in names where properties[name] == nil {
                guard rest != false else { throw Self.unknown(name, properties.keys.sorted(), path) }
                try check(members[name] ?? .null, against: rest, at: path + [.member(name)], references: depth)
            }
        }
        for name in schema["required"]?.array?.compactMap(\.string) ?? [] where members[name] == nil {
            throw JSONSchemaMisfit(path + [.member(name)], "is missing")
        }
        for name in names {
            guard let property = properties[name], let member = members[name] else { continue }
            try check(member, against: property, at: path + [.member(name)], references: depth)
        }
    }

    private static func unknown(_ name: String, _ known: [String], _ path: Path) -> JSONSchemaMisfit {
        let meant = Spelling.suggestion(for: name, among: known)
        let names = known.prefix(24).map { short(.string($0)) }.joined(separator: ", ")
        return JSONSchemaMisfit(
            path, "unknown field \(short(.string(name)))\(meant)",
            expected: known.isEmpty ? "no fields" : "no fields but \(names)")
    }

    private mutating func checkForms(
        _ value: JSONValue, _ schema: JSONValue, _ path: Path, _ depth: Int
    ) throws(JSONSchemaMisfit) {
        for form in schema["allOf"]?.array ?? [] { try check(value, against: form, at: path, references: depth) }
        if let forms = schema["anyOf"]?.array {
            let misfits = misfits(value, forms, path, depth)
            if misfits.count == forms.count { throw Self.none(of: misfits, path) }
        }
        if let forms = schema["oneOf"]?.array {
            let misfits = misfits(value, forms, path, depth)
            if misfits.count == forms.count { throw Self.none(of: misfits, path) }
            if misfits.count + 1 < forms.count {
                throw JSONSchemaMisfit(path, "fits more than one of the allowed forms", expected: "exactly one")
            }
        }
    }

    private mutating func misfits(
        _ value: JSONValue, _ forms: [JSONValue], _ path: Path, _ depth: Int
    ) -> [JSONSchemaMisfit] {
        var found: [JSONSchemaMisfit] = []
        for form in forms {
            do throws(JSONSchemaMisfit) {
                try check(value, against: form, at: path, references: depth)
            } catch {
                found.append(error)
            }
        }
        return found
    }

    private static func none(of misfits: [JSONSchemaMisfit], _ path: Path) -> JSONSchemaMisfit {
        JSONSchemaMisfit(path, "fits none of the allowed forms", forms: misfits)
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
