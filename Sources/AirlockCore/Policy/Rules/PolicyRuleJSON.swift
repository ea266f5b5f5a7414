extension PolicyRule {
    /// The rule as it stands in a policy file. A built-in refusal is code, so only its name, reason and examples are given.
    public var written: JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(name), "decision": .string(decision.rawValue), "match": .strings(examples.match),
            "not_match": .strings(examples.notMatch),
        ]
        switch form {
        case .shape(let rule): Self.write(rule, into: &members)
        case .pattern(let pattern, _):
            members["reason"] = .string(pattern.reason)
            members["command"] = .string(([pattern.program] + pattern.words).joined(separator: " "))
            members["flags"] = pattern.flags.isEmpty ? nil : .strings(pattern.flags)
            members["arguments"] = pattern.arguments.isEmpty ? nil : .strings(pattern.arguments)
        case .search(let rule): members["reason"] = .string(rule.reason)
        }
        return .object(members)
    }

    private static func write(_ rule: CommandRule, into members: inout [String: JSONValue]) {
        members["reason"] = .string(rule.reason)
        members["command"] = .string(([rule.program] + rule.words).joined(separator: " "))
        members["switches"] = rule.switches.isEmpty ? nil : .strings(rule.switches.sorted())
        members["options"] = rule.options.isEmpty ? nil : .object(rule.options.mapValues { .string($0.rawValue) })
        members["leading"] = rule.leading.isEmpty ? nil : .strings(rule.leading.map(\.rawValue))
        members["rest"] = rule.rest.map { .string($0.rawValue) }
        members["instead"] = rule.instead.isEmpty ? nil : .strings(rule.instead.sorted())
        for (key, isSet) in [
            ("number_flag", rule.isNumberFlag), ("clusters", rule.clusters), ("passes_flags", rule.passesFlags),
            ("runs_project_code", rule.runsProjectCode),
        ] where isSet {
            members[key] = true
        }
        members["registry"] = rule.registry.map {
            ["host": .string($0.host), "unless": .strings($0.unless.sorted())]
        }
    }

    /// Reads one rule that the schema of ``PolicyFile`` has accepted.
    init(_ written: JSONValue) {
        let decision = written["decision"]?.string.flatMap(Decision.init) ?? .ask
        let examples = RuleExamples(match: written.strings("match"), notMatch: written.strings("not_match"))
        let (name, reason) = (written["name"]?.string ?? "", written["reason"]?.string ?? "")
        let command = written["command"]?.string ?? ""
        switch decision {
        case .allow:
            form = .shape(
                CommandRule(
                    name, command, reason: reason, switches: written.strings("switches").joined(separator: " "),
                    options: (written["options"]?.object ?? [:]).compactMapValues(Self.word),
                    leading: (written["leading"]?.array ?? []).compactMap(Self.word),
                    rest: written["rest"].flatMap(Self.word), isNumberFlag: written.flag("number_flag"),
                    clusters: written.flag("clusters"), passesFlags: written.flag("passes_flags"),
                    instead: Set(written.strings("instead")), runsProjectCode: written.flag("runs_project_code"),
                    registry: written["registry"].map {
                        CommandRule.Registry(host: $0["host"]?.string ?? "", unless: Set($0.strings("unless")))
                    }, match: examples.match, not: examples.notMatch))
        case .ask, .deny:
            let pattern = CommandPattern(
                name: name, reason: reason, command: command, flags: written.strings("flags"),
                arguments: written.strings("arguments"), examples: examples)
            form = .pattern(pattern, decision)
        }
    }

    private static func word(_ value: JSONValue) -> CommandWord? { value.string.flatMap(CommandWord.init) }
}

extension JSONValue {
    fileprivate static func strings(_ values: [String]) -> JSONValue { .array(values.map(JSONValue.string)) }

    fileprivate func strings(_ key: String) -> [String] { (self[key]?.array ?? []).compactMap(\.string) }

    fileprivate func flag(_ key: String) -> Bool { self[key] == true }
}
