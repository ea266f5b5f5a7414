import AirlockCore
import Testing

@Suite struct PolicyRuleTests {
    @Test func `every built-in rule has examples, and they hold`() {
        for rule in PolicyRule.builtIn {
            #expect(rule.failure == nil)
            #expect(rule.written["match"]?.array?.isEmpty == false, "\(rule.name)")
            #expect(rule.written["not_match"]?.array?.isEmpty == false, "\(rule.name)")
        }
    }

    @Test func `a command that the same rules of a file would allow is judged as by the built-in ones`() throws {
        let allowing = PolicyRule.builtIn.map(\.written).filter { $0["decision"] == "allow" }
        let renamed = allowing.enumerated().map { index, rule in
            var members = rule.object ?? [:]
            members["name"] = .string("rule-\(index)")
            return JSONValue.object(members)
        }
        let rules = try PolicyFile.rules(of: ["rules": .array(renamed)], as: "all")
        #expect(rules.map { $0.written["switches"] } == renamed.map { $0["switches"] })
        #expect(rules.map { $0.written["options"] } == renamed.map { $0["options"] })
        #expect(rules.map { $0.written["registry"] } == renamed.map { $0["registry"] })
    }
}
