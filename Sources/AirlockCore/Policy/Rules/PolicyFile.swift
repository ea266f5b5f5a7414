/// Rules that an administrator adds to the built-in ones. They can allow what no rule knows, ask about and refuse anything;
/// what a built-in rule refuses stays refused, since the strictest wins.
public enum PolicyFile {
    /// Most rules of one file.
    public static let mostRules = 2000

    /// Reads a file's content.
    /// - Throws: `.invalidRequest` that names the key (and the nearest known one), or the example that doesn't hold. Then none
    ///   of its rules is in force.
    public static func rules(of content: JSONValue, as path: String) throws(AirlockError) -> [PolicyRule] {
        try JSONSchema(schema).check(content, as: path)
        var names = Set(PolicyRule.builtIn.map(\.name))
        var rules: [PolicyRule] = []
        for (index, written) in (content["rules"]?.array ?? []).enumerated() {
            try (written["decision"] == "allow" ? shape : pattern).check(
                written, as: "\(path).rules[\(index)]")
            let rule = PolicyRule(written)
            guard names.insert(rule.name).inserted else {
                throw AirlockError(.invalidRequest, "\(path): there is another rule of the name \(rule.name)")
            }
            if let failure = rule.failure {
                throw AirlockError(
                    .invalidRequest, "\(path): \(failure)", hint: "mend the rule or the example; none of the file holds"
                )
            }
            rules.append(rule)
        }
        return rules
    }

    private static let schema: JSONValue = [
        "type": "object", "additionalProperties": false, "required": ["rules"],
        "properties": [
            "rules": [
                "type": "array", "maxItems": .integer(Int64(mostRules)),
                "items": ["type": "object", "required": ["decision"], "properties": ["decision": decision]],
            ]
        ],
    ]

    private static let decision: JSONValue = ["enum": ["allow", "ask", "deny"]]
    private static let texts: JSONValue = [
        "type": "array", "maxItems": 200, "items": ["type": "string", "minLength": 1],
    ]
    private static let examples: JSONValue = [
        "type": "array", "minItems": 1, "maxItems": 100, "items": ["type": "string", "minLength": 1],
    ]
    private static let word: JSONValue = ["enum": .array(CommandWord.allCases.map { .string($0.rawValue) })]
    private static let flag: JSONValue = ["type": "boolean"]
    private static let common: [String: JSONValue] = [
        "name": ["type": "string", "minLength": 1, "maxLength": 64], "decision": decision,
        "reason": ["type": "string", "minLength": 1, "maxLength": 300],
        "command": ["type": "string", "minLength": 1, "maxLength": 200], "match": examples, "not_match": examples,
    ]
    private static let required: JSONValue = ["name", "decision", "reason", "command", "match", "not_match"]

    private static let shape = JSONSchema([
        "type": "object", "additionalProperties": false, "required": required,
        "properties": .object(
            common.merging([
                "switches": texts, "options": ["type": "object", "additionalProperties": word],
                "leading": ["type": "array", "maxItems": 20, "items": word], "rest": word, "instead": texts,
                "number_flag": flag, "clusters": flag, "passes_flags": flag, "runs_project_code": flag,
                "registry": [
                    "type": "object", "additionalProperties": false, "required": ["host"],
                    "properties": ["host": ["type": "string", "minLength": 3], "unless": texts],
                ],
            ]) { first, _ in first }),
    ])

    private static let pattern = JSONSchema([
        "type": "object", "additionalProperties": false, "required": required,
        "properties": .object(common.merging(["flags": texts, "arguments": texts]) { first, _ in first }),
    ])
}
